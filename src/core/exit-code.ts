import type { Receipt } from './receipt.js';

/**
 * The exit code of a run, the same in a terminal and in a workflow:
 * 0 done, or nothing to do (a wanted rollback, a dry run, a skipped or superseded run too)
 * 1 failed, refused, held, or only partly back
 * 2 bad input: nothing was sent
 * 3 a gate failed, and all traffic is back
 * 4 `status` found that something is not as the last run left it
 */
export function exitCodeOf({
  outcome,
  error,
  drift = [],
  members = [],
}: Pick<Receipt, 'outcome' | 'error' | 'drift' | 'members'>): 0 | 1 | 2 | 3 | 4 {
  if (outcome === 'rolled-back' && error?.kind === 'unhealthy') return 3;
  if (error) return error.kind === 'input' ? 2 : 1;
  if ([{ drift }, ...members].some((one) => one.drift?.some(({ counts }) => counts))) return 4;
  return outcome === 'failed' || outcome === 'held' ? 1 : 0;
}
