import { logChoose } from './log-factorial.js';

/**
 * The Mann–Whitney U test (Wilcoxon's rank sum), one-sided: how likely is it that `fresh` ranks so high above
 * `stable` if both come from the same distribution? It compares ranks, so one very slow answer cannot decide it.
 * Exact below 50 values a side without ties, otherwise the normal approximation with correction for ties and
 * continuity, as R's wilcox.test does.
 * H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947) 50–60, doi:10.1214/aoms/1177730491
 */
export function mannWhitney(stable: readonly number[], fresh: readonly number[]): { u: number; p: number } {
  const [m, n] = [fresh.length, stable.length];
  if (m === 0 || n === 0) return { u: 0, p: 1 };
  let u = 0;
  for (const a of fresh) for (const b of stable) u += a > b ? 1 : a === b ? 0.5 : 0;
  const ties = tieSizes([...stable, ...fresh]);
  const exact = m < 50 && n < 50 && ties.every((size) => size === 1);
  return { u, p: exact ? exactTail(u, m, n) : normalTail(u, m, n, ties) };
}

/**
 * The probability of a U of at least `u`. Arrangements per U are the coefficients of the Gaussian binomial, made factor
 * by factor; they are symmetric, so the short lower end is summed, whose numbers are small and exact.
 */
function exactTail(u: number, m: number, n: number): number {
  const most = m * n;
  const ways = [1, ...new Array<number>(most).fill(0)];
  for (let i = 1; i <= m; i++) {
    for (let at = most; at >= n + i; at--) ways[at] = (ways[at] ?? 0) - (ways[at - n - i] ?? 0);
    for (let at = i; at <= most; at++) ways[at] = (ways[at] ?? 0) + (ways[at - i] ?? 0);
  }
  const tail = ways.slice(0, most - u + 1).reduce((all, count) => all + count, 0);
  return Math.min(1, tail / Math.exp(logChoose(m + n, m)));
}

function normalTail(u: number, m: number, n: number, ties: number[]): number {
  const all = m + n;
  const tied = ties.reduce((total, size) => total + (size ** 3 - size), 0);
  const variance = ((m * n) / 12) * (all + 1 - tied / (all * (all - 1)));
  if (variance === 0) return 1;
  return upperTail((u - (m * n) / 2 - 0.5) / Math.sqrt(variance));
}

function tieSizes(values: number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()];
}

/** P(Z > z) by Abramowitz and Stegun 26.2.17, "Handbook of Mathematical Functions"; absolute error below 7.5e-8. */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const coefficients = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const polynomial = coefficients.reduceRight((sumSoFar, c) => (sumSoFar + c) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}

/**
 * By how much `fresh` is typically above `stable`: the median of all differences.
 * J. L. Hodges, E. L. Lehmann, Annals of Mathematical Statistics 34 (1963) 598–611, doi:10.1214/aoms/1177704172
 */
export function medianDifference(stable: readonly number[], fresh: readonly number[]): number {
  const differences = fresh.flatMap((a) => stable.map((b) => a - b)).sort((a, b) => a - b);
  const middle = Math.floor(differences.length / 2);
  const [low = 0, high = 0] = [differences[middle - 1], differences[middle]];
  return differences.length % 2 === 1 ? high : (low + high) / 2;
}

/** The middle value; undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The value that `share` of all do not exceed (nearest rank); undefined of nothing. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
