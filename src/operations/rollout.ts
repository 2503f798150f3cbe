import type { Job, Operation } from '../core/job.js';
import type { Alias, Request } from '../core/model.js';
import { longestMs, refuseShortTime } from '../rollout/plan.js';
import { probes } from '../rollout/request.js';
import { nameAffected, readUrl } from './move.js';

/** Must the new version prove itself before it keeps its traffic? */
export const proves = (request: Request): boolean => probes(request) || request.alarmNames.length > 0;

/** A rollout that begins with less than all needs a provider that can share traffic; what others can is said. */
export function needsOf({ rollout }: Request): ReturnType<Operation['needs']> {
  if ((rollout?.[0]?.percent ?? 100) >= 100) return [];
  const instead = 'Use `rollout: all-at-once` with `probe-url`: it switches, probes, and switches back if that fails.';
  return [{ need: 'split', because: 'rollout', instead }];
}

/** A rollout that cannot end in time is refused before anything is uploaded for it. Throws `input`. */
export function refuseHurry(request: Request): void {
  if (request.rollout) refuseShortTime(longestMs(request.rollout, request, 0), request.timeoutMs);
}

/** Brings a version to all traffic step by step; loaded only by a run that does so. */
export async function rollOut(job: Job, alias: Alias | undefined, version: string): Promise<void> {
  await nameAffected(job);
  const { walk } = await import('../rollout/walk.js');
  await walk(job, alias, version);
  if (!job.request.dryRun) await readUrl(job);
}
