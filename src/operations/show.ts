import { DeployError, messageOf } from '../core/errors.js';
import type { PullRequest } from '../core/forge.js';
import type { Job } from '../core/job.js';
import type { Alias, Package, Version } from '../core/model.js';
import { aliasNote, readNote } from '../core/note.js';
import type { Provider } from '../core/provider.js';
import { allTo, describe, sameRollout } from '../core/rollout.js';
import { comparing } from './comparing.js';
import { readAlias } from './move.js';
import type { PreviewPlace } from './preview.js';
import { previewText } from './previews.js';
import { publish } from './publish.js';

/** Publishes the package and points the preview at it. */
export async function show(job: Job, pull: PullRequest, place: PreviewPlace): Promise<void> {
  const { provider, receipt, request } = job;
  if (place.kind === 'alias') await refuseLatest(job);
  await refuseShared(job);
  const [pkg, live] = await Promise.all([job.pack(), readAlias(job)]);
  const target = place.kind === 'alias' ? provider : await functionOf(job, place.name);
  const name = place.kind === 'alias' ? place.name : request.alias;
  const version = await published({ ...job, provider: target }, pull, pkg, place.kind === 'alias' ? live : undefined);
  await point(job, target, name, version);
  const url = await urlOf(job, target, name);
  receipt.url = url;
  receipt.preview = { number: pull.number, ...place, state: 'live', commit: pull.commit, url };
  await addDiff(job, live);
  job.log.info(`The preview of pull request ${pull.number} is version ${version.id} of ${place.name}.`);
}

/**
 * A publish passes through the newest code. Where live traffic is bound to that, callers would get the preview.
 */
async function refuseLatest({ provider, request, stage }: Job): Promise<void> {
  const { bindings } = provider;
  if (!bindings) return;
  const open = (await stage('look for triggers', () => bindings())).filter(({ latest }) => latest);
  if (open.length === 0) return;
  const what = open.map(({ what, qualifier }) => `${what} (${qualifier})`).join(', ');
  throw new DeployError('refused', `Live traffic is bound to the newest code, so a preview would go live: ${what}.`, {
    next: `Bind it to the alias \`${request.alias}\` (its qualifier, in the vendor's console or your infrastructure code), remove permissions that name no qualifier, and run this again. Nothing was uploaded.`,
  });
}

/**
 * Where a version freezes a whole service, a deploy of any other function takes the newest code of this one along:
 * after a preview, that is the pull request's.
 */
async function refuseShared({ provider, request, stage }: Job): Promise<void> {
  if (provider.can.scope !== 'service' || request.allowServiceWide) return;
  const names = await stage('look for the others', async () => (await provider.affects?.()) ?? []);
  if (names.length < 2) return;
  const what = `The next deploy of another function of this service would make the preview's code live: ${names.join(', ')} share their versions.`;
  throw new DeployError('refused', what, {
    next: 'Preview in a service with this function alone, or write `allow-service-wide: true` if that is meant. Nothing was uploaded.',
  });
}

/** The function that holds the preview; made when it is missing. */
async function functionOf({ provider, request, stage }: Job, name: string): Promise<Provider> {
  if (name === request.function) {
    throw new DeployError('refused', `The preview would take the place of ${name} itself.`, {
      next: 'Give `preview-function` another name.',
    });
  }
  const beside = await stage('look for the preview', async () => provider.beside?.(name));
  if (!beside) throw new DeployError('refused', `${provider.can.title} cannot hold a preview in another function.`);
  return beside.provider ?? (await stage('create', () => beside.create()));
}

async function published(job: Job, pull: PullRequest, pkg: Package, live: Alias | undefined): Promise<Version> {
  const { request, source } = job;
  const description = previewText(pull.number, request.description);
  const { can } = job.provider;
  return publish(
    {
      ...job,
      request: can.notes ? { ...request, description } : request,
      source: { ...source, commit: pull.commit },
    },
    pkg,
    live,
  );
}

async function point(job: Job, target: Provider, name: string, version: Version): Promise<void> {
  const { source, request, stage, log, clock } = job;
  const now = await stage('read preview', () => target.alias(name));
  if (now && target.can.notes && !readNote(now.note).ours) {
    throw new DeployError('refused', `The alias ${name} was made by somebody else (it is ${describe(now.rollout)}).`, {
      next: 'Delete or rename it, then run this again.',
    });
  }
  const next = allTo(version.id);
  if (sameRollout(now?.rollout, next)) {
    log.info(`${name} already is ${describe(next)}.`);
    return;
  }
  const { commit, runId: run } = source;
  const note = target.can.notes
    ? aliasNote({ live: version.id, commit, run, at: moment(clock.now()) }, now?.note)
    : undefined;
  const after = await stage('show', () => target.point(name, next, { expected: now, note }));
  if (request.dryRun || sameRollout(after.rollout, next)) return;
  throw new DeployError('conflict', `Asked for ${describe(next)}, but ${name} is ${describe(after.rollout)}.`, {
    next: 'Another run of this pull request was there at the same moment; the newest commit’s run wins when it is run again.',
  });
}

const moment = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

async function urlOf({ request, log }: Job, target: Provider, name: string): Promise<string | undefined> {
  if (request.createUrl && target.expose) return target.expose(name, { public: request.publicUrl === true });
  try {
    return await target.url?.(name);
  } catch (error) {
    log.notice(`The preview's URL could not be read: ${messageOf(error)}`);
    return undefined;
  }
}

/** What this pull request changes, as it would ship. Nice to know, and never a reason to fail. */
async function addDiff(job: Job, live: Alias | undefined): Promise<void> {
  try {
    job.receipt.diff = await comparing(job, { live }, 'package');
    if (job.receipt.preview) job.receipt.preview.against = job.receipt.diff.from;
  } catch (error) {
    if (error instanceof DeployError && error.kind === 'interrupted') throw error;
    job.log.notice(`What differs from what is live could not be read: ${messageOf(error)}`);
  }
}
