import { DeployError, isClearRefusal } from '../core/errors.js';
import type { Alias, TrafficSplit } from '../core/model.js';
import { allTo, describeSplit, sameSplit, withCanary } from '../core/traffic-split.js';
import { noteDuringRollout, type RolloutState } from './state.js';

/** The rollout that gives the version so much. */
export function splitAt({ version, baseline }: RolloutState, percent: number): TrafficSplit {
  return percent >= 100 || !baseline ? allTo(version) : withCanary(baseline, version, percent);
}

/**
 * Moves the traffic to `percent` and believes only what is read back. A move without an answer is looked up: it may
 * have happened. Throws `conflict` when someone else moved the alias meanwhile.
 */
export async function shiftTraffic(state: RolloutState, percent: number): Promise<void> {
  const { context, position, result } = state;
  const next = splitAt(state, percent);
  if (sameSplit(position.current?.split, next)) {
    result.reached = Math.max(result.reached, percent);
    return;
  }
  position.pending = next;
  result.end = 'under-way';
  const after = await sent(state, next);
  if (!sameSplit(after.split, next)) {
    const seen = `Asked for ${describeSplit(next)}, but ${after.name} is ${describeSplit(after.split)}.`;
    throw new DeployError('conflict', seen, { next: 'Someone else moved it at the same moment. Look at `list`.' });
  }
  position.current = after;
  position.pending = undefined;
  result.reached = Math.max(result.reached, percent);
  if (context.request.dryRun) return;
  context.receipt.after = after.split;
  context.receipt.switched = !sameSplit(context.receipt.before, after.split);
  context.log.info(`${after.name} is ${describeSplit(after.split)}.`);
}

async function sent(state: RolloutState, next: TrafficSplit): Promise<Alias> {
  const { context, position } = state;
  const { provider, request } = context;
  const name = request.alias;
  try {
    return await provider.point(name, next, { expected: position.current, note: noteDuringRollout(state, next) });
  } catch (error) {
    if (isClearRefusal(error)) {
      position.pending = undefined;
      throw error;
    }
    const seen = await provider.alias(name).catch(() => undefined);
    if (!seen || !sameSplit(seen.split, next)) throw error;
    context.log.info('The move had no clear answer, but it took effect.');
    return seen;
  }
}

/** After the last step: is what the provider says what the receipt says? Throws `conflict`. */
export async function readBack({ context: { provider, request, receipt } }: RolloutState): Promise<void> {
  const seen = await provider.alias(request.alias);
  if (sameSplit(seen?.split, receipt.after)) return;
  const message = `${request.alias} is ${describeSplit(seen?.split)}, and this run left it at ${describeSplit(receipt.after)}.`;
  throw new DeployError('conflict', message, { next: 'Someone else moved it since. Look at `list`.' });
}
