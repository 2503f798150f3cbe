import type { Alias, Receipt, TrafficSplit } from '../core/model.js';
import type { Provider } from '../core/provider.js';
import { allTo } from '../core/traffic-split.js';
import type { MovingContext } from '../traffic/move.js';
import { mayBeMovedBy, type RestoreResult, restoreTraffic } from '../traffic/restore.js';

export interface RecoveryContext extends MovingContext {
  provider: Provider;
  /** ms since the epoch: no further attempt after this */
  until: number;
}

/** Did the run that saved this receipt leave a rollout in the middle: killed, or unable to put traffic back? */
export const wasKilled = ({ rollout }: Receipt): boolean =>
  rollout?.end === 'under-way' || rollout?.end === 'not-known';

/**
 * After a killed run: puts the traffic back that its rollout moved, and reads it back. `receipt` is what the run saved
 * last, so the newest move may or may not have happened: both count as its own. undefined: nothing was live before,
 * so there is nothing to go back to. Throws the provider's error when it cannot be done until `until`.
 */
export async function recoverKilledRollout(
  receipt: Receipt,
  { provider, until, ...context }: RecoveryContext,
): Promise<RestoreResult | undefined> {
  const { from, to } = receipt.rollout ?? {};
  if (from === undefined || to === undefined) return undefined;
  const { runId: run } = receipt.workflowRun;
  const onTheWay = ({ stable, canary }: TrafficSplit) =>
    (stable === from && canary?.version === to) || (stable === to && canary === undefined);
  // The same traffic may be another run's by now, which was told to finish what this one left.
  const ours = (alias: Alias) => onTheWay(alias.split) && mayBeMovedBy(run, alias);
  const way = {
    provider,
    name: receipt.alias,
    baseline: allTo(from),
    note: { undone: to, auto: 'yes' as const },
    until,
    ours,
    late: true,
  };
  return restoreTraffic(way, context);
}
