import { expect, it } from '@jest/globals';
import { callsOver, percentile } from '../../src/rollout/histogram.js';

const buckets = [
  { le: 0.1, count: 50 },
  { le: 0.8, count: 90 },
  { le: Number.POSITIVE_INFINITY, count: 100 },
];

it('counts what is above a bucket, and refuses to guess within one', () => {
  expect([callsOver(buckets, 100), callsOver(buckets, 800), callsOver([], 800)]).toEqual([50, 10, 0]);
  expect(() => callsOver(buckets, 500)).toThrow('they end at 100 ms, 800 ms');
});

it('finds percentiles, as far as the buckets end', () => {
  expect([percentile(buckets, 0.5), percentile(buckets, 0.7), percentile(buckets, 0.99)]).toEqual([
    100,
    450,
    undefined,
  ]);
  expect(percentile([], 0.5)).toBeUndefined();
});
