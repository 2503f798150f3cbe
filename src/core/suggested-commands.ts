import { formatPercent } from './format.js';
import { latestDiffers } from './latest-callers.js';
import type { Receipt, Request, SuggestedCommand, TrafficSplit } from './model.js';
import type { Provider } from './provider.js';
import type { DanglingAlias } from './retention.js';
import { allTo, sameSplit } from './traffic-split.js';

/**
 * The commands that a report offers: one that undoes what this run moved, and one that makes live what it published.
 * Sends nothing. Each names its version, so that it does the same whenever it is pasted.
 */
export function suggestedCommands(request: Request, provider: Provider, receipt: Receipt): SuggestedCommand[] {
  const found: SuggestedCommand[] = [];
  const { before, after, version, dangling, outcome } = receipt;
  // What is older than what is live is not offered, and neither is to go back over it.
  if (outcome === 'superseded') return found;
  if (dangling?.back !== undefined) found.push(mend({ ...dangling, back: dangling.back }, request, provider, receipt));
  if (before && mayHaveMoved(receipt)) found.push(wayBack(before, request, provider, receipt));
  const published = version !== undefined && version.status === 'ready';
  const live = after?.stable === version?.id || after?.canary?.version === version?.id;
  // What failed its gate is not offered as a line to paste, and neither is what is not known to be elsewhere.
  const unfit = receipt.error?.kind === 'unhealthy';
  if (published && !unfit && after !== undefined && !live && receipt.effect === 'publishes') {
    found.push(suggest('go-live', version.id, request, provider, receipt));
  }
  // Code that is in no version is never replaced by a move, so that line would do nothing.
  const replaceable = receipt.latest?.holds !== null;
  if (after && !after.canary && provider.putLatest && replaceable && latestDiffers(receipt)) {
    found.push(suggest('latest', after.stable, request, provider, receipt));
  }
  found.push(...adoptionCommands(request, provider, receipt));
  return found;
}

type SuggestionKind = 'rollback' | 'go-live' | 'latest';

/** Of a plan, what carries it out; of what was done, what takes it back. */
function adoptionCommands(request: Request, provider: Provider, receipt: Receipt): SuggestedCommand[] {
  const { adoption, steps, dryRun, alias } = receipt;
  if (!adoption || !steps.some(({ status }) => status !== 'failed')) return [];
  const { direction } = adoption;
  const other = direction === 'adopt' ? 'unadopt' : 'adopt';
  const made = { inputs: { ...provider.resolvedInputs, ...request.targetInputs, confirm: 'true' }, vendor: [] };
  const { credentials } = provider.capabilities;
  const operation = dryRun ? direction : other;
  const title = dryRun
    ? 'To carry this out'
    : `To undo this (${other === 'adopt' ? `callers under ${alias} again` : 'callers as they were'})`;
  return [{ ...made, kind: dryRun ? 'confirm' : other, title, credentials, inputs: { operation, ...made.inputs } }];
}

function mayHaveMoved({ before, after, steps, dryRun }: Receipt): boolean {
  if (dryRun) return false;
  const point = steps.filter((step) => step.kind === 'point' && step.status !== 'failed');
  return point.length > 0 && (after === undefined || !sameSplit(before, after));
}

function suggest(
  kind: SuggestionKind,
  version: string,
  request: Request,
  provider: Provider,
  receipt: Receipt,
): SuggestedCommand {
  const operation = kind === 'go-live' ? 'promote' : 'rollback';
  const split: TrafficSplit = allTo(version);
  const reference = provider.versionReference?.(version) ?? version;
  const protect: Record<string, string> = kind === 'latest' ? { 'latest-callers': 'protect' } : {};
  return {
    kind,
    title: titleOf(kind, version, receipt),
    inputs: { operation, ...provider.resolvedInputs, ...request.targetInputs, version: reference, ...protect },
    credentials: provider.capabilities.credentials,
    vendor: movesNothing(kind, provider, receipt) ? [] : provider.command(request.alias, split),
  };
}

/** The vendor's line moves an alias: not where it should be there already, or where there is none yet. */
const movesNothing = (kind: SuggestionKind, { capabilities }: Provider, { after }: Receipt): boolean =>
  kind === 'latest' || (capabilities.aliases === 'many' && after === null);

/** An alias that points at a version that is gone: back to what it was before. */
function mend(
  { alias, back }: DanglingAlias & { back: string },
  request: Request,
  provider: Provider,
  receipt: Receipt,
): SuggestedCommand {
  const line = suggest('rollback', back, { ...request, alias }, provider, receipt);
  // What is left out means the alias of the request, which may be another one.
  return alias === request.alias ? line : { ...line, inputs: { ...line.inputs, alias } };
}

/** What undoes this run's move. Where it only dropped a canary, that is the canary's share again. */
function wayBack(before: TrafficSplit, request: Request, provider: Provider, receipt: Receipt): SuggestedCommand {
  const back = suggest('rollback', before.stable, request, provider, receipt);
  const { canary } = before;
  const dropped = canary !== undefined && receipt.after?.stable === before.stable && !receipt.after.canary;
  if (!dropped) return back;
  const share = `${canary.percent}%`;
  const version = provider.versionReference?.(canary.version) ?? canary.version;
  return {
    ...back,
    title: `To undo this (${formatPercent(canary.percent)} for version ${canary.version} again)`,
    inputs: { ...back.inputs, operation: 'canary', version, 'canary-weight': share },
    vendor: provider.command(request.alias, before),
  };
}

/** What undoes a rollback leads to what was rolled back from: nobody should take that for the safe way. */
function titleOf(kind: SuggestionKind, version: string, { effect, latest }: Receipt): string {
  if (kind === 'go-live') return `Make version ${version} live`;
  if (kind === 'latest') return `Callers of ${latest?.qualifier}: back to version ${version}`;
  return effect === 'goes-back' ? `To undo this rollback (version ${version} again)` : `Back to version ${version}`;
}
