import type { FailureCounts } from './failure-test.js';
import { logChoose } from './log-factorial.js';

/** How sure a gate is that a build which fails `detect` more would have shown it. */
export const CONFIDENCE = 0.95;

/** So many good answers in a row come from a version that fails `share` of its calls in 5 % of all cases at most. */
export const samplesFor = (share: number): number => Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(1 - share) - 1e-9);

/** The smallest share of failures that so many good answers in a row exclude, at 95 %. */
export const shareSeenWith = (samples: number): number => 1 - (1 - CONFIDENCE) ** (1 / samples);

/**
 * The largest failure rate that fits the counts: the upper bound of Clopper and Pearson, one-sided, exact.
 * C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404–413, doi:10.1093/biomet/26.4.404
 */
export function failureBound(counts: FailureCounts, confidence: number = CONFIDENCE): number {
  const { failed, sent } = counts;
  if (failed >= sent) return 1;
  let [low, high] = [failed / sent, 1];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (atMost(failed, sent, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}

/** The probability of at most `failed` failures: the binomial distribution, summed. */
function atMost(failed: number, sent: number, rate: number): number {
  const [fails, passes] = [Math.log(rate), Math.log1p(-rate)];
  let sum = 0;
  for (let i = 0; i <= failed; i++) sum += Math.exp(logChoose(sent, i) + i * fails + (sent - i) * passes);
  return sum;
}

/**
 * Wilson's score interval of a failure rate; `z` is the normal quantile (1.645: 95 % to either side).
 * E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209–212, doi:10.1080/01621459.1927.10502953
 */
export function wilsonInterval({ failed, sent }: FailureCounts, z: number): { low: number; high: number } {
  if (sent === 0) return { low: 0, high: 1 };
  const rate = failed / sent;
  const scale = 1 + (z * z) / sent;
  const center = (rate + (z * z) / (2 * sent)) / scale;
  const half = (z * Math.sqrt((rate * (1 - rate)) / sent + (z * z) / (4 * sent * sent))) / scale;
  return { low: Math.max(0, center - half), high: Math.min(1, center + half) };
}

/**
 * By how much the new version may fail more often than the stable one, at most: the upper end of Newcombe's hybrid
 * score interval of a difference, one-sided. R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890 (method 10),
 * doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
 */
export function excessBound(stable: FailureCounts, fresh: FailureCounts, z: number): number {
  if (stable.sent === 0 || fresh.sent === 0) return 1;
  const [old, now] = [stable.failed / stable.sent, fresh.failed / fresh.sent];
  const { high } = wilsonInterval(fresh, z);
  const { low } = wilsonInterval(stable, z);
  return now - old + Math.hypot(high - now, old - low);
}
