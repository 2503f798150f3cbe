import type { Verdict } from './evidence.js';
import { mannWhitney, median, medianDifference } from './stats/rank-test.js';

/** A difference in latency that nobody would roll back for, however certain: 20 ms, or a quarter of the median. */
const TOLERATED = { ms: 20, share: 0.25 };

/**
 * Is the new version slower? Asked once at each gate, with an equal part of `alpha` each (Bonferroni's correction:
 * O. J. Dunn, Journal of the American Statistical Association 56 (1961) 52–64, doi:10.1080/01621459.1961.10482090).
 * The latencies are those of good answers that are not cold starts, in ms.
 */
export function clearSlowness(
  stable: readonly number[],
  fresh: readonly number[],
  { alpha, gates }: { alpha: number; gates: number },
): Verdict | undefined {
  if (mannWhitney(stable, fresh).p >= alpha / gates) return undefined;
  const by = medianDifference(stable, fresh);
  const usual = median(stable) ?? 0;
  if (by <= Math.max(TOLERATED.ms, usual * TOLERATED.share)) return undefined;
  const numbers = `it is ${Math.round(by)} ms slower than the stable version, whose median is ${Math.round(usual)} ms`;
  return {
    verdict: 'fail',
    why: `${numbers}; chance alone does that in fewer than 1 of ${Math.round(1 / alpha)} rollouts`,
  };
}
