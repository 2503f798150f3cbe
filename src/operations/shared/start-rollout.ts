import { isConflict } from '../../core/errors.js';
import type { Alias, Request } from '../../core/model.js';
import type { Operation, OperationContext } from '../../core/operation.js';
import { isChecked } from '../../core/request.js';
import { describeSplit } from '../../core/traffic-split.js';
import { refuseShortTime } from '../../rollout/plan.js';
import { nameVersionedTogether, readUrl } from '../../traffic/live.js';
import { findIntrusion } from '../../traffic/overtaken.js';

/** Must the new version prove itself before it keeps its traffic? */
export const hasChecks = (request: Request): boolean => isChecked(request);

/** A rollout that begins with less than all needs a provider that can share traffic; what others can is said. */
export function rolloutRequires({ rollout }: Request): ReturnType<Operation['requires']> {
  if ((rollout?.[0]?.percent ?? 100) >= 100) return [];
  const instead = 'Use `rollout: all-at-once` with `probe.url`: it switches, probes, and switches back if that fails.';
  return [{ need: 'split', because: 'rollout', instead }];
}

/** A rollout that cannot end in time is refused before anything is uploaded for it. Throws `input`. */
export function refuseShortTimeout(request: Request): void {
  if (request.rollout) refuseShortTime(request.rollout, request, 0, request.timeout);
}

/** Brings a version to all traffic step by step; loaded only by a run that does so. */
export async function startRollout(
  context: OperationContext,
  alias: Alias | undefined,
  version: string,
): Promise<void> {
  await nameVersionedTogether(context);
  const { runRollout } = await import('../../rollout/run.js');
  let from = alias;
  for (let left = MAX_STARTS; left > 0; ) {
    try {
      await runRollout(context, from, version);
      left = 0;
    } catch (error) {
      if (--left === 0) throw error;
      from = await afterLostStart(context, from, error);
    }
  }
  if (!context.request.dryRun) await readUrl(context);
}

/** So often a rollout begins, when other deploys come first. */
const MAX_STARTS = 5;

/**
 * Another deploy moved the alias before this rollout's first step did: where that one's commit is older, the rollout
 * begins again, from what is live then. Returns the alias as it is. Throws `superseded` when a newer commit went live,
 * also between two steps, and `error` in all other cases.
 */
async function afterLostStart(
  context: OperationContext,
  from: Alias | undefined,
  error: unknown,
): Promise<Alias | undefined> {
  const { provider, request, receipt, log } = context;
  const { end } = receipt.rollout ?? {};
  if (!isConflict(error) || !(end === 'not-moved' || end === 'foreign') || receipt.effect !== 'publishes') throw error;
  const now = await provider.alias(request.alias);
  if ((await findIntrusion(context, from, now)) === 'other' || end === 'foreign') throw error;
  log.info(
    `Another deploy moved ${request.alias} first: it is ${describeSplit(now?.split)}. The rollout begins again.`,
  );
  receipt.before = now?.split ?? null;
  receipt.after = receipt.before;
  receipt.previousVersion = now?.split.stable;
  return now;
}
