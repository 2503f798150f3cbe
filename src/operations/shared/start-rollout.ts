import type { Alias, Request } from '../../core/model.js';
import type { Operation, OperationContext } from '../../core/operation.js';
import { hasProbes } from '../../core/request.js';
import { maxDurationMs, refuseShortTime } from '../../rollout/plan.js';
import { nameVersionedTogether, readUrl } from '../../traffic/live.js';

/** Must the new version prove itself before it keeps its traffic? */
export const hasChecks = (request: Request): boolean => hasProbes(request) || request.metrics.alarms.length > 0;

/** A rollout that begins with less than all needs a provider that can share traffic; what others can is said. */
export function rolloutRequires({ rollout }: Request): ReturnType<Operation['requires']> {
  if ((rollout?.[0]?.percent ?? 100) >= 100) return [];
  const instead = 'Use `rollout: all-at-once` with `probe.url`: it switches, probes, and switches back if that fails.';
  return [{ need: 'split', because: 'rollout', instead }];
}

/** A rollout that cannot end in time is refused before anything is uploaded for it. Throws `input`. */
export function refuseShortTimeout(request: Request): void {
  if (request.rollout) refuseShortTime(maxDurationMs(request.rollout, request, 0), request.timeout);
}

/** Brings a version to all traffic step by step; loaded only by a run that does so. */
export async function startRollout(
  context: OperationContext,
  alias: Alias | undefined,
  version: string,
): Promise<void> {
  await nameVersionedTogether(context);
  const { runRollout } = await import('../../rollout/run.js');
  await runRollout(context, alias, version);
  if (!context.request.dryRun) await readUrl(context);
}
