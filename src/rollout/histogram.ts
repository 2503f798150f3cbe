import { inputError } from '../core/errors.js';

/** A bucket of a cumulative histogram: so many calls took at most `le` seconds. */
export interface Bucket {
  /** seconds; Infinity for the last one */
  le: number;
  count: number;
}

/** Calls above a limit. Throws `input` where no bucket ends there: anything else would be a guess. */
export function callsOver(buckets: readonly Bucket[], limitMs: number): number {
  const all = buckets.at(-1)?.count ?? 0;
  const within = buckets.find(({ le }) => Math.abs(le * 1000 - limitMs) < 1e-6 * limitMs);
  if (within) return Math.max(0, all - within.count);
  if (buckets.length === 0) return 0;
  const ends = buckets.filter(({ le }) => Number.isFinite(le)).map(({ le }) => `${+(le * 1000).toPrecision(6)} ms`);
  const problem = `no bucket of the histogram ends at ${limitMs} ms; they end at ${ends.join(', ')}.`;
  throw inputError('metrics', '', problem, 'Take one of these for the limit, or add a bucket to the histogram.');
}

/**
 * A percentile in ms, straight lines within a bucket; undefined: no calls, or above the last bucket that ends. As
 * https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
export function percentile(buckets: readonly Bucket[], share: number): number | undefined {
  const all = buckets.at(-1)?.count ?? 0;
  if (all <= 0) return undefined;
  const rank = share * all;
  const at = buckets.findIndex(({ count }) => count >= rank);
  const bucket = buckets[at];
  if (!bucket || !Number.isFinite(bucket.le)) return undefined;
  const { le: low, count: below } = buckets[at - 1] ?? { le: 0, count: 0 };
  const within = bucket.count === below ? 1 : (rank - below) / (bucket.count - below);
  return Math.round((low + (bucket.le - low) * within) * 1000);
}
