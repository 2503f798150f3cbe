import { lookUpReference } from '../core/bind-version.js';
import { DeployError } from '../core/errors.js';
import { type PastDeployment, warnOnError } from '../core/forge.js';
import type { Alias, Version } from '../core/model.js';
import { type PreviousVersion, previousVersionOf, readNote } from '../core/note.js';
import type { Operation, OperationContext } from '../core/operation.js';
import type { Provider } from '../core/provider.js';
import { allTo, describeSplit, sameSplit, withoutCanary } from '../core/traffic-split.js';
import { parseVersionReference } from '../core/version-reference.js';
import { findInterruptedRollout } from '../traffic/interrupted.js';
import { moveLive, readAlias, trustedPrevious } from '../traffic/live.js';
import { requireAlias } from './shared/refuse-new-alias.js';
import { rehearseVersion } from './shared/version-code.js';

/** Drops the running canary; otherwise goes to `version`, or to what was live before. */
export const rollback: Operation = {
  name: 'rollback',
  effect: 'goes-back',
  summary: 'go back to a version, or to what was live before',
  requires: () => [],
  moves: () => true,
  async run(context) {
    const alias = await readAlias(context);
    await requireAlias(context, alias);
    if (!alias) return nothingLive(context);
    if (isBackAlready(context, alias)) return;
    await findInterruptedRollout(context, alias);
    const { split } = alias;
    const wanted = context.request.version;
    if (split.canary && (wanted === undefined || wanted === split.stable)) {
      context.receipt.version = { id: split.stable, status: 'ready' };
      context.log.info(`Dropping the canary: version ${split.stable} takes all traffic again.`);
      await moveLive(context, alias, withoutCanary(split), {
        prev: trustedPrevious(alias),
        undone: split.canary.version,
      });
      return;
    }
    if (wanted === undefined && takenBackAlready(context, alias)) return;
    const version = wanted ?? (await versionBefore(context, alias));
    await rehearseVersion(context, version);
    context.receipt.version = { id: version, status: 'ready' };
    await moveLive(context, alias, allTo(version), { undone: split.stable });
  },
};

/**
 * A member of a release that is taken back moves only from the version that the release made live. Throws `conflict` where
 * somebody has moved it since.
 */
function isBackAlready({ request, receipt, log }: OperationContext, { name, split }: Alias): boolean {
  const { onlyFrom, version } = request;
  if (onlyFrom === undefined || version === undefined || sameSplit(split, allTo(onlyFrom))) return false;
  if (!sameSplit(split, allTo(version))) {
    const what = `${name} is ${describeSplit(split)}: somebody has moved it since version ${onlyFrom} went live.`;
    throw new DeployError('conflict', what, { next: 'It is left alone. Look at `list`, and roll it back by itself.' });
  }
  receipt.version = { id: version, status: 'ready' };
  log.info(`${name} is back on version ${version} already.`);
  return true;
}

/**
 * Where a run went back by itself, or this run did so in an earlier attempt, there is nothing left to do: in an emergency
 * that is good news. A rollback after a person's own is another matter, since it would lead forward again.
 */
function takenBackAlready({ receipt, log, workflowRun }: OperationContext, { name, split, note }: Alias): boolean {
  const { fields, ours } = readNote(note);
  const { undone, live, auto, run } = fields;
  if (!ours || undone === undefined || live !== split.stable) return false;
  const again = run !== undefined && run === workflowRun.runId && Number(workflowRun.runAttempt ?? 1) > 1;
  if (!auto && !again) return false;
  receipt.version = { id: split.stable, status: 'ready' };
  log.notice(`${name} was taken back from version ${undone} already: version ${split.stable} has all traffic.`);
  return true;
}

function nothingLive({ request }: OperationContext): never {
  throw new DeployError('refused', `There is nothing to roll back: ${request.alias} has no live version.`, {
    next: 'Use `promote` with a `version` to make one live.',
  });
}

/** What was live before, or a refusal that names the candidates. */
async function versionBefore(context: OperationContext, alias: Alias): Promise<string> {
  const previous = context.provider.capabilities.notes
    ? previousVersionOf(alias)
    : await versionBeforeFromDeployments(context, alias);
  if (previous.known) return previous.version;
  const why = {
    unwritten: unwritten(context),
    'moved-by-hand': 'the alias was moved by another tool since we wrote down what was live before',
    'rolled-back': `it was rolled back from version ${previous.undone} already: going back again would restore it`,
  }[previous.why];
  const candidates = await readyVersions(context, [alias.split.stable, previous.undone]);
  const names = candidates.map(({ id, createdAt }) => (createdAt ? `${id} (${createdAt.slice(0, 16)}Z)` : id));
  throw new DeployError('refused', `Which version? ${alias.name} is version ${alias.split.stable}, and ${why}.`, {
    next:
      names.length > 0
        ? `Name one with \`version\`. Ready to take traffic, newest first: ${names.join(', ')}.`
        : `There is no other version that could take traffic.${previous.undone ? ` To go forward to version ${previous.undone} again, name it.` : ''}`,
  });
}

function unwritten({ provider: { capabilities }, request }: OperationContext): string {
  const nowhere = 'what was live before is not written down anywhere';
  if (capabilities.notes || request.environment !== undefined) return nowhere;
  return `${nowhere} (${capabilities.title} keeps no descriptions; where \`environment\` is given, GitHub remembers it)`;
}

/**
 * Where the provider keeps no notes, the receipt in the environment's last Deployment says what was live before, as
 * long as what it made live still is.
 */
async function versionBeforeFromDeployments(
  { request, receipt, forge, log, provider }: OperationContext,
  alias: Alias,
): Promise<PreviousVersion> {
  const { environment } = request;
  const last = environment && (await warnOnError(log, async () => forge.lastDeployed?.(environment, receipt)));
  if (!last) return { known: false, why: 'unwritten' };
  if (!(await isStillLive(provider, last, alias))) return { known: false, why: 'moved-by-hand' };
  if (last.operation === 'rollback') return { known: false, why: 'rolled-back', undone: last.before?.stable };
  if (!last.before) return { known: false, why: 'unwritten' };
  const version = last.before.stable;
  const { hash } = parseVersionReference(last.references[version] ?? '') ?? {};
  if (hash !== undefined) provider.expectVersion?.(version, hash);
  return { known: true, version };
}

/** The same number, and nothing else under it. */
async function isStillLive(provider: Provider, { after, references }: PastDeployment, { split }: Alias) {
  if (!sameSplit(after, split)) return false;
  const reference = references[split.stable];
  return reference === undefined || reference === (await lookUpReference(provider, split.stable));
}

/** The ten newest versions that could take traffic, but for these: what is live, and what was just undone. */
async function readyVersions(context: OperationContext, but: (string | undefined)[]): Promise<Version[]> {
  const rows: Version[] = [];
  for await (const version of context.provider.versions()) {
    if (version.status === 'ready' && !but.includes(version.id)) rows.push(version);
  }
  return rows.sort((a, b) => Number(b.id) - Number(a.id)).slice(0, 10);
}
