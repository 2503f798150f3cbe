import { DeployError, isConflict } from '../core/errors.js';
import type { Alias, TrafficSplit } from '../core/model.js';
import type { AliasNote } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';
import { moveLive } from './live.js';
import { findIntrusion } from './overtaken.js';

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
  for (;;) {
    const lost = await tryToMove(context, from, plan(from));
    if (!lost) return;
    const now = await provider.alias(request.alias);
    if ((await findIntrusion(context, from, now)) === 'other') throw lost;
    log.info(
      `Another deploy moved ${request.alias} first: it is ${describeSplit(now?.split)}. This commit is not older.`,
    );
    from = now;
    receipt.before = from?.split ?? null;
    receipt.previousVersion = from?.split.stable;
  }
}

/** undefined: traffic is where it should be; otherwise who came first. */
async function tryToMove(
  context: OperationContext,
  from: Alias | undefined,
  { next, note }: PlannedMove,
): Promise<DeployError | undefined> {
  try {
    await moveLive(context, from, next, note);
    return await overwritten(context, next);
  } catch (error) {
    if (isConflict(error)) return error;
    throw error;
  }
}

/** By then a write has arrived that was compared before ours, and sent after it; in ms. */
const LATE_MS = 500;

/** Without a lock, a write that began before ours may come after it: that is seen a moment later. */
async function overwritten(
  { provider, request, clock, signal, workflowRun }: OperationContext,
  next: TrafficSplit,
): Promise<DeployError | undefined> {
  const { lock, notes } = provider.capabilities;
  // Whoever has no commit could not tell what to do about it.
  if (request.dryRun || lock || !notes || workflowRun.commit === undefined) return undefined;
  await clock.sleep(LATE_MS, signal);
  const now = await provider.alias(request.alias);
  if (sameSplit(now?.split, next)) return undefined;
  const what = `${request.alias} is ${describeSplit(now?.split)} right after it was moved to ${describeSplit(next)}.`;
  return new DeployError('conflict', what, {
    next: 'Someone else moved it at the same moment. Look at `list`, then run again what should win.',
  });
}
