import { logChoose } from './log-factorial.js';

/** Calls of one version, and how many of them failed. */
export interface FailureCounts {
  failed: number;
  sent: number;
}

/**
 * Does the new version fail more often than the stable one? A test that may be looked at after every call.
 *
 * Evidence comes in blocks: calls of both versions in the same moments. If both fail equally often, then, given how
 * many calls of a block failed, it is chance alone which version they hit: the new version's failures are
 * hypergeometric, however often both fail and whatever that does over time. Against it stands a new version whose odds
 * to fail are some times higher: Fisher's noncentral hypergeometric. The product of the blocks' likelihood ratios is a
 * martingale with mean 1 as long as the versions are equal, and stays one when several odds are mixed. So it ever
 * reaches 1/α in at most α of all rollouts (Ville's inequality), however often somebody looks, at any failure rate.
 *
 * For one call of each version per block this is Wald's test of two binomial distributions ("double dichotomies"):
 * A. Wald, "Sequential Analysis" (1947), chapter 6. Mixtures: H. Robbins, Annals of Mathematical Statistics 41 (1970)
 * 1397–1409, doi:10.1214/aoms/1177696786. Blocks of two samples, and stopping when one likes: R. Turner, A. Ly,
 * P. Grünwald, "Generic E-variables for exact sequential k-sample tests that allow for optional stopping", Journal of
 * Statistical Planning and Inference 230 (2024) 106116, doi:10.1016/j.jspi.2023.106116. The inequality: J. Ville,
 * "Étude critique de la notion de collectif" (1939).
 */
export interface FailureTest {
  /** of each of the odds: the logarithm of the likelihood ratio so far */
  logRatios: number[];
}

/** How many times higher the odds to fail may be, and how much of the evidence is looked for there. */
const ODDS = [
  { odds: 2, weight: 0.15 },
  { odds: 5, weight: 0.15 },
  { odds: 20, weight: 0.2 },
  { odds: 100, weight: 0.5 },
] as const;

export const newFailureTest = (): FailureTest => ({ logRatios: ODDS.map(() => 0) });

/** Adds a block. Both versions were called in it, and what makes up a block must not depend on what failed. */
export function addBlock(test: FailureTest, stable: FailureCounts, fresh: FailureCounts): void {
  const failed = stable.failed + fresh.failed;
  const all = stable.sent + fresh.sent;
  if (failed === 0 || failed === all || stable.sent === 0 || fresh.sent === 0) return;
  const least = Math.max(0, failed - stable.sent);
  const most = Math.min(failed, fresh.sent);
  const chances: number[] = [];
  for (let hit = least; hit <= most; hit++) {
    chances.push(logChoose(fresh.sent, hit) + logChoose(stable.sent, failed - hit) - logChoose(all, failed));
  }
  for (const [at, { odds }] of ODDS.entries()) {
    const mean = logSum(chances.map((chance, i) => chance + (least + i) * Math.log(odds)));
    test.logRatios[at] = (test.logRatios[at] ?? 0) + fresh.failed * Math.log(odds) - mean;
  }
}

/** How many times better the data fit a new version that fails more often: 1/α or more happens by chance in α at most. */
export function evidenceOfMore({ logRatios }: FailureTest): number {
  return ODDS.reduce((sum, { weight }, at) => sum + weight * Math.exp(logRatios[at] ?? 0), 0);
}

/** The rates that are looked for where there is nothing to compare with. */
const RATES = [0.05, 0.1, 0.2, 0.5, 0.95];

/**
 * The same without a stable version: does a version fail more often than `tolerated` (a share of 1)? Wald's
 * sequential test of one binomial distribution ("Sequential Analysis", chapter 5), mixed over rates above it.
 */
export function evidenceOfMoreThan(tolerated: number, { failed, sent }: FailureCounts): number {
  const ratios = RATES.filter((rate) => rate > tolerated).map((rate) =>
    Math.exp(failed * Math.log(rate / tolerated) + (sent - failed) * Math.log((1 - rate) / (1 - tolerated))),
  );
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / Math.max(1, ratios.length);
}

/** ln of a sum of numbers that are given by their logarithms. */
function logSum(logs: readonly number[]): number {
  const most = logs.reduce((high, log) => Math.max(high, log), Number.NEGATIVE_INFINITY);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
