import { describe, expect, it } from '@jest/globals';
import {
  excessBound,
  failureBound,
  samplesFor,
  shareSeenWith,
  wilsonInterval,
} from '../../../src/rollout/stats/failure-bounds.js';

const counts = (failed: number, sent: number) => ({ failed, sent });

describe('how many good answers it takes', () => {
  it.each([
    [0.05, 59],
    [0.1, 29],
    [0.01, 299],
    [0.5, 5],
  ])('%s: %s', (share, samples) => expect(samplesFor(share)).toBe(samples));

  it('is what so many answers exclude', () => {
    expect(shareSeenWith(59)).toBeCloseTo(0.0495, 4);
    expect(shareSeenWith(29)).toBeLessThan(0.1);
  });
});

describe('the bound of a failure rate', () => {
  it('without a failure is what so many good answers exclude', () => {
    expect(failureBound(counts(0, 41))).toBeCloseTo(1 - 0.05 ** (1 / 41), 9);
  });

  // R: binom.test(x, n, alternative = "less")$conf.int[2]
  it.each([
    [1, 20, 0.2161],
    [3, 29, 0.2461],
    [10, 100, 0.1637],
  ])('of %s in %s is Clopper’s and Pearson’s %s', (failed, sent, bound) => {
    expect(failureBound(counts(failed, sent))).toBeCloseTo(bound, 3);
  });

  it('of nothing but failures is 1', () => expect(failureBound(counts(5, 5))).toBe(1));
});

describe('the bound of a difference', () => {
  // R. G. Newcombe (1998), table II: 56/70 − 48/80, method 10: 0.0524 to 0.3339; and 9/10 − 3/10: 0.1705 to 0.8090
  it.each([
    [counts(48, 80), counts(56, 70), 0.3339],
    [counts(3, 10), counts(9, 10), 0.809],
  ])('is Newcombe’s: %j and %j', (stable, fresh, bound) => {
    expect(excessBound(stable, fresh, 1.959964)).toBeCloseTo(bound, 3);
  });

  it('is Wilson’s where the stable version never fails', () => {
    expect(excessBound(counts(0, 29), counts(0, 29), 1.6449)).toBeCloseTo(
      wilsonInterval(counts(0, 29), 1.6449).high,
      12,
    );
    expect(wilsonInterval(counts(0, 29), 1.6449).high).toBeCloseTo(1.6449 ** 2 / (29 + 1.6449 ** 2), 12);
  });
});
