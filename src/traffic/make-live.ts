import { DeployError, isConflict } from '../core/errors.js';
import type { Alias, TrafficSplit } from '../core/model.js';
import type { AliasNote } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';
import { moveLive } from './live.js';
import { findIntrusion, watchForCovered } from './overtaken.js';
import { supersededError } from './stale-commit.js';

/** Where traffic is to go from what is live, and what the alias's note should remember. */
export interface PlannedMove {
  next: TrafficSplit;
  note: Partial<AliasNote>;
}

/**
 * Moves the alias for a run that makes its own commit live, which other such runs may race: when one of an older commit
 * came first, it moves again, from what is live then. Throws `superseded` when a newer commit went live meanwhile, and
 * `conflict` when a person moved it, or a canary runs.
 */
export async function makeLive(
  context: OperationContext,
  alias: Alias | undefined,
  plan: (from: Alias | undefined) => PlannedMove,
): Promise<void> {
  const { provider, request, receipt, log } = context;
  let from = alias;
  let idle = 0;
  for (;;) {
    const lost = await tryToMove(context, from, plan(from));
    if (!lost) return;
    const now = await provider.alias(request.alias);
    const intrusion = await findIntrusion(context, from, now);
    if (intrusion === 'other' || (intrusion === 'none' && ++idle > MAX_IDLE)) throw withHint(lost, context);
    const why = intrusion === 'none' ? lost.message : `Another deploy moved ${request.alias} first.`;
    log.info(`${why} It is ${describeSplit(now?.split)}; trying again.`);
    from = now;
    receipt.before = from?.split ?? null;
    receipt.previousVersion = from?.split.stable;
  }
}

/** So often a move may be refused although nobody has moved anything. */
const MAX_IDLE = 3;

/** Where only GitHub could know which commit is live, and it was not asked to remember. */
function withHint(lost: DeployError, { provider, request, workflowRun }: OperationContext): DeployError {
  const { capabilities } = provider;
  if (capabilities.notes || request.environment !== undefined || workflowRun.commit === undefined) return lost;
  const { kind, message, next = '', status, code } = lost;
  const hint = `With \`environment\` and \`github-token\`, GitHub remembers which commit is live, and the newest wins; ${capabilities.title} does not.`;
  return new DeployError(kind, message, { next: `${next} ${hint}`.trim(), status, code, cause: lost });
}

/** undefined: traffic is where it should be; otherwise who came first. */
async function tryToMove(
  context: OperationContext,
  from: Alias | undefined,
  { next, note }: PlannedMove,
): Promise<DeployError | undefined> {
  try {
    const findCovered = await watchForCovered(context);
    await moveLive(context, from, next, note);
    const lost = await overwritten(context, next);
    const covered = lost ? undefined : await findCovered();
    if (covered) await giveBack(context, covered);
    return lost;
  } catch (error) {
    if (isConflict(error)) return error;
    throw error;
  }
}

/** Our switch covered up a newer commit's, whose run is green: it gets its place back. Throws `superseded`. */
async function giveBack(context: OperationContext, covered: { split: TrafficSplit; why: string }): Promise<never> {
  const { provider, request, log } = context;
  log.notice(
    `This run moved ${request.alias} over ${describeSplit(covered.split)}, which a newer commit had just made live; giving it back.`,
  );
  const ours = await provider.alias(request.alias);
  await moveLive(context, ours, covered.split, {});
  throw supersededError({ ...ours, name: request.alias, split: covered.split }, covered.why);
}

/** By then a write has arrived that was compared before ours, and sent after it; in ms. */
const LATE_MS = 500;

/** Without a lock, a write that began before ours may come after it: that is seen a moment later. */
async function overwritten(
  { provider, request, clock, signal, workflowRun }: OperationContext,
  next: TrafficSplit,
): Promise<DeployError | undefined> {
  const { lock, notes } = provider.capabilities;
  // Who cannot tell whose move it was could not tell what to do about it.
  const knows = workflowRun.commit !== undefined && (notes || request.environment !== undefined);
  if (request.dryRun || lock || !knows) return undefined;
  await clock.sleep(LATE_MS, signal);
  const now = await provider.alias(request.alias);
  if (sameSplit(now?.split, next)) return undefined;
  const what = `${request.alias} is ${describeSplit(now?.split)} right after it was moved to ${describeSplit(next)}.`;
  return new DeployError('conflict', what, {
    next: 'Someone else moved it at the same moment. Look at `list`, then run again what should win.',
  });
}
