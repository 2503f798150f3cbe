import { DeployError, isStop, messageOf } from '../../core/errors.js';
import type { PullRequest } from '../../core/forge.js';
import type { Alias, Package, Version } from '../../core/model.js';
import { readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import type { Provider } from '../../core/provider.js';
import { allTo, describeSplit, sameSplit } from '../../core/traffic-split.js';
import { readAlias } from '../../traffic/live.js';
import { moveTraffic } from '../../traffic/move.js';
import { compareCode } from '../compare/compare-code.js';
import { publishPackage } from '../shared/publish.js';
import { type PreviewTarget, previewDescription } from './naming.js';

/** Publishes the package and points the preview at it. */
export async function deployPreview(context: OperationContext, pull: PullRequest, place: PreviewTarget): Promise<void> {
  const { provider, receipt, request } = context;
  if (place.kind === 'alias') await refuseLatestCallers(context);
  await refuseSharedService(context);
  const [pkg, live] = await Promise.all([context.pack(), readAlias(context)]);
  const target = place.kind === 'alias' ? provider : await previewFunction(context, place.name);
  const name = place.kind === 'alias' ? place.name : request.alias;
  const shown = await readPreview(context, target, name);
  // Until the new version is there: what a failure leaves.
  if (shown)
    receipt.preview = { number: pull.number, ...place, state: 'stale', commit: pull.commit, shown: shown.split.stable };
  const inside = { ...context, provider: target };
  const version = await publishPreview(inside, pull, pkg, { live: place.kind === 'alias' ? live : undefined, shown });
  await pointPreview(context, target, { name, shown, version });
  const url = await urlOf(context, target, name);
  receipt.url = url;
  receipt.preview = {
    number: pull.number,
    ...place,
    state: 'live',
    commit: pull.commit,
    url,
    ...(url && isSigned(context, target) && { signed: true }),
  };
  await addDiff(context, live);
  context.log.info(`The preview of pull request ${pull.number} is version ${version.id} of ${place.name}.`);
}

/**
 * A publish passes through the newest code. Where live traffic is bound to that, callers would get the preview.
 */
async function refuseLatestCallers({ provider, request, stage, log }: OperationContext): Promise<void> {
  const { callers, capabilities } = provider;
  const { latest } = capabilities;
  // They keep the live code, but for the moment between upload and publish, which the run measures and says.
  if (!callers || latest === undefined || request.latestCallers === 'protect') return;
  const { callers: open, unread } = await stage('look for triggers', () => callers([latest]));
  if (unread.length > 0) log.notice(`Who calls ${latest} is not fully known: ${unread.join(', ')} could not be read.`);
  if (open.length === 0) return;
  const what = open.map(({ what, qualifier }) => `${what} (${qualifier})`).join(', ');
  throw new DeployError('refused', `Live traffic is bound to the newest code, so a preview would go live: ${what}.`, {
    next: `\`adopt\` brings them under the alias \`${request.alias}\` (it shows its plan first). Or write \`latest-callers: protect\`: they meet the preview only between upload and publish. Nothing was uploaded.`,
  });
}

/**
 * Where a version freezes a whole service, a deploy of any other function takes the newest code of this one along:
 * after a preview, that is the pull request's.
 */
async function refuseSharedService({ provider, request, stage }: OperationContext): Promise<void> {
  if (provider.capabilities.scope !== 'service' || request.allow.serviceWide) return;
  const names = await stage('look for the others', async () => (await provider.versionedTogether?.()) ?? []);
  if (names.length < 2) return;
  const what = `The next deploy of another function of this service would make the preview's code live: ${names.join(', ')} share their versions.`;
  throw new DeployError('refused', what, {
    next: 'Preview in a service with this function alone, or write `allow: service-wide` to confirm it. Nothing was uploaded.',
  });
}

/** The function that holds the preview; made when it is missing. */
async function previewFunction({ provider, request, stage }: OperationContext, name: string): Promise<Provider> {
  if (name === request.function) {
    throw new DeployError('refused', `The preview would take the place of ${name} itself.`, {
      next: 'Give `preview.function` another name.',
    });
  }
  const beside = await stage('look for the preview', async () => provider.siblingFunction?.(name));
  if (!beside)
    throw new DeployError('refused', `${provider.capabilities.title} cannot hold a preview in another function.`);
  return beside.provider ?? (await stage('create', () => beside.create()));
}

async function publishPreview(
  context: OperationContext,
  pull: PullRequest,
  pkg: Package,
  { live, shown }: { live: Alias | undefined; shown: Alias | undefined },
): Promise<Version> {
  const { request, workflowRun } = context;
  const description = previewDescription(pull.number, request.description);
  const { capabilities } = context.provider;
  return publishPackage(
    {
      ...context,
      request: capabilities.notes ? { ...request, description } : request,
      workflowRun: { ...workflowRun, commit: pull.commit },
    },
    pkg,
    live,
    // What the preview shows already: others have published since.
    shown ?? live,
  );
}

/** The preview as it is. Throws `refused` when somebody else made it. */
async function readPreview({ stage }: OperationContext, target: Provider, name: string): Promise<Alias | undefined> {
  const now = await stage('read preview', () => target.alias(name));
  if (now && target.capabilities.notes && !readNote(now.note).ours) {
    throw new DeployError(
      'refused',
      `The alias ${name} was created by someone else (it is ${describeSplit(now.split)}).`,
      {
        next: 'Delete or rename it, then run this again.',
      },
    );
  }
  return now;
}

interface Preview {
  name: string;
  /** as it was before */
  shown: Alias | undefined;
  version: Version;
}

async function pointPreview(
  context: OperationContext,
  target: Provider,
  { name, shown, version }: Preview,
): Promise<void> {
  const { workflowRun, request, log } = context;
  const next = allTo(version.id);
  if (sameSplit(shown?.split, next)) {
    log.info(`${name} already is ${describeSplit(next)}.`);
    return;
  }
  const note = { commit: workflowRun.commit };
  const member = { provider: target, name, position: { current: shown }, next, note };
  await moveTraffic({ ...context, settle: undefined }, [member], { stage: 'show', dryRun: request.dryRun });
}

/** Was a URL asked for that takes signed requests only? */
const isSigned = ({ request: { preview } }: OperationContext, target: Provider): boolean =>
  target.expose !== undefined && preview.url !== undefined && preview.url !== 'public';

async function urlOf({ request, log }: OperationContext, target: Provider, name: string): Promise<string | undefined> {
  const { url } = request.preview;
  if (url !== undefined && target.expose) return target.expose(name, { public: url === 'public' });
  try {
    return await target.url?.(name);
  } catch (error) {
    log.notice(`The preview's URL could not be read: ${messageOf(error)}`);
    return undefined;
  }
}

/** What this pull request changes, as it would ship. Nice to know, and never a reason to fail. */
async function addDiff(context: OperationContext, live: Alias | undefined): Promise<void> {
  try {
    context.receipt.diff = await compareCode(context, { live }, 'package');
    if (context.receipt.preview) context.receipt.preview.against = context.receipt.diff.from;
  } catch (error) {
    if (isStop(error)) throw error;
    context.log.notice(`What differs from what is live could not be read: ${messageOf(error)}`);
  }
}
