import { describe, expect, it } from '@jest/globals';
import { mannWhitney, medianDifference, quantile } from '../../../src/rollout/stats/rank-test.js';

describe('the Mann–Whitney test', () => {
  // Hollander and Wolfe (1973), p. 69: permeability of placental membranes; the example of R's wilcox.test.
  const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.9, 0.74, 1.21];

  it('is exact without ties: W = 35, p = 0.1272', () => {
    const { u, p } = mannWhitney(early, term);
    expect(u).toBe(35);
    expect(p).toBeCloseTo(0.1272, 4);
  });

  it('with ties is R’s normal approximation: W = 127.5, p = 0.0001208 two-sided (airquality, May and August)', () => {
    const may = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37];
    const august = [
      39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
    ];
    const { u, p } = mannWhitney(may, august);
    expect(may.length * august.length - u).toBe(127.5);
    expect(2 * p).toBeCloseTo(0.0001208, 6);
  });

  it('gives all above all its one arrangement', () => {
    expect(mannWhitney([1, 2, 3], [4, 5, 6]).p).toBeCloseTo(1 / 20, 12);
    expect(mannWhitney([4, 5, 6], [1, 2, 3]).p).toBeCloseTo(1, 12);
  });

  it('stays a probability for the largest exact samples', () => {
    const low = Array.from({ length: 49 }, (_, i) => i);
    const high = low.map((value) => value + 0.5);
    expect(
      mannWhitney(
        high,
        low.map((value) => value - 100),
      ).p,
    ).toBeCloseTo(1, 9);
    expect(
      mannWhitney(
        low,
        low.map((value) => value + 100),
      ).p,
    ).toBeLessThan(1e-28);
    expect(mannWhitney(low, high).p + mannWhitney(high, low).p).toBeGreaterThan(1);
  });

  it('sees no difference where all are equal', () => {
    expect(mannWhitney([5, 5, 5], [5, 5, 5]).p).toBe(1);
  });

  it('says nothing of nothing', () => {
    expect(mannWhitney([], [1]).p).toBe(1);
    expect(mannWhitney([1], []).p).toBe(1);
  });

  it('is not moved by one very slow answer', () => {
    const stable = [10, 11, 12, 13, 14, 15, 16, 17];
    expect(mannWhitney(stable, [10.5, 11.5, 12.5, 13.5, 14.5, 15.5, 16.5, 30_000]).p).toBeGreaterThan(0.2);
  });
});

describe('the typical difference', () => {
  it('is the median of all differences: 0.305 for the membranes (R: −0.305 the other way round)', () => {
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    expect(medianDifference(early, term)).toBeCloseTo(0.305, 10);
  });

  it('is exact for a plain shift', () => {
    expect(medianDifference([1, 2, 3], [11, 12, 13])).toBe(10);
    expect(medianDifference([], [1])).toBe(0);
  });
});

describe('a quantile', () => {
  it('is one of the values, by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([quantile(values, 0.99), quantile(values, 0.5), quantile([7], 0.99), quantile([], 0.5)]).toEqual([
      99,
      50,
      7,
      undefined,
    ]);
  });
});
