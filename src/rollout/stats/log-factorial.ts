/** ln(n!) of small numbers, summed up. */
const TABLE: number[] = [0];
for (let n = 1; n < 256; n++) TABLE.push((TABLE[n - 1] ?? 0) + Math.log(n));

/**
 * ln(n!). From 256 on by Stirling's series, whose error is below 1e-18 there: Abramowitz and Stegun 6.1.41, "Handbook
 * of Mathematical Functions".
 */
export function logFactorial(n: number): number {
  const small = TABLE[n];
  if (small !== undefined) return small;
  return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5);
}

/** The logarithm of the number of ways to choose k of n. */
export const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);
