import type { Job } from '../core/job.js';
import type { Alias, Request } from '../core/model.js';
import { probes } from '../rollout/request.js';
import { nameAffected, readUrl } from './move.js';

/** Must the new version prove itself before it keeps its traffic? */
export const proves = (request: Request): boolean => probes(request) || request.alarmNames.length > 0;

/** Brings a version to all traffic step by step; loaded only by a run that does so. */
export async function rollOut(job: Job, alias: Alias | undefined, version: string): Promise<void> {
  await nameAffected(job);
  const { walk } = await import('../rollout/walk.js');
  await walk(job, alias, version);
  if (!job.request.dryRun) await readUrl(job);
}
