import { DeployError } from '../core/errors.js';
import type { TrafficSplit } from '../core/model.js';
import { allTo, describeSplit, sameSplit, withCanary } from '../core/traffic-split.js';
import { moveTraffic } from '../traffic/move.js';
import type { SettleOptions } from '../traffic/settle.js';
import type { Prober } from './probe.js';
import { noteDuringRollout, type RolloutContext, type RolloutState } from './state.js';

/** The split that gives the version `percent` of the traffic. */
export function splitAt({ version, baseline }: RolloutState, percent: number): TrafficSplit {
  return percent >= 100 || !baseline ? allTo(version) : withCanary(baseline, version, percent);
}

/** Moves the traffic to `percent`. Throws `conflict` when someone else moved the alias meanwhile. */
export async function shiftTraffic(state: RolloutState, percent: number, options: SettleOptions = {}): Promise<void> {
  const { context, position, result } = state;
  const { request, provider, receipt, log } = context;
  const next = splitAt(state, percent);
  if (sameSplit(position.current?.split, next)) {
    result.reached = Math.max(result.reached, percent);
    return;
  }
  result.end = 'under-way';
  const stage: RolloutContext['stage'] = (name, work) =>
    context.stage(name, () => (name === 'settle' ? countWaitingTime(state, work) : work()));
  const member = { provider, name: request.alias, position, next, note: noteDuringRollout(state, next) };
  await moveTraffic({ ...context, stage, settle: request.settle }, [member], {
    ...options,
    stage: `move to ${percent} %`,
    dryRun: request.dryRun,
    async afterMove(_, after) {
      result.reached = Math.max(result.reached, percent);
      receipt.after = after.split;
      receipt.off = after.off;
      receipt.switched = !sameSplit(receipt.before, after.split);
      log.info(`${after.name} is ${describeSplit(after.split)}.`);
    },
  });
}

/**
 * Probes that are answered by whatever is live see the new version late. So wait as long as the provider says, or
 * until an answer meets `probe.expect` that the old version did not meet.
 */
export function visibility(state: RolloutState, prober: Prober | undefined, tellsApart: boolean): SettleOptions {
  const { request } = state.context;
  if (!prober) return {};
  const seen = async () => {
    const answer = await prober.live?.();
    return answer !== undefined && 'sample' in answer && answer.sample.ok;
  };
  return { always: true, every: Math.max(1000, request.probe.interval), ...(tellsApart && { seen }) };
}

/** Waiting is what the runner is paid for: it is counted in the result. */
export async function countWaitingTime<T>({ context, result }: RolloutState, work: () => Promise<T>): Promise<T> {
  const started = context.clock.now();
  try {
    return await work();
  } finally {
    result.waitedMs += context.clock.now() - started;
  }
}

/** After the last step: is what the provider says what the receipt says? Throws `conflict`. */
export async function readBack({ context: { provider, request, receipt } }: RolloutState): Promise<void> {
  const seen = await provider.alias(request.alias);
  if (sameSplit(seen?.split, receipt.after)) return;
  const message = `${request.alias} is ${describeSplit(seen?.split)}, and this run left it at ${describeSplit(receipt.after)}.`;
  throw new DeployError('conflict', message, { next: 'Someone else moved it since. Look at `list`.' });
}
