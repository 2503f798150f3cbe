import { describe, expect, it } from '@jest/globals';
import {
  allTo,
  describeSplit as described,
  percentFromWeight,
  sameSplit,
  trafficShares,
  weightFromPercent,
  withCanary,
  withoutCanary,
} from '../../src/core/traffic-split.js';

const canary = { stable: '6', canary: { version: '7', percent: 10 } };

describe('a rollout', () => {
  it('goes from stable to canary to all', () => {
    expect(withCanary(allTo('6'), '7', 10)).toEqual(canary);
    expect(withoutCanary(canary)).toEqual({ stable: '6' });
    expect(withCanary(canary, '8', 5)).toEqual({ stable: '6', canary: { version: '8', percent: 5 } });
  });

  it('says its traffic, which sums to 100', () => {
    expect(trafficShares(undefined)).toEqual({});
    expect(trafficShares(allTo('6'))).toEqual({ 6: 100 });
    expect(trafficShares(withCanary(allTo('6'), '7', 0.1))).toEqual({ 6: 99.9, 7: 0.1 });
  });

  it('sums to 100 for every percent with two digits', () => {
    for (let percent = 0.01; percent < 100; percent += 0.37) {
      const shares = Object.values(trafficShares(withCanary(allTo('6'), '7', percent)));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 6);
    }
  });

  it('is said in words', () => {
    expect(described(null)).toBe('nothing');
    expect(described(allTo('6'))).toBe('version 6');
    expect(described(canary)).toBe('version 6 (90 %) and version 7 (10 %)');
  });
});

describe('two rollouts', () => {
  const cases: [string, Parameters<typeof sameSplit>, boolean][] = [
    ['nothing and nothing', [null, undefined], true],
    ['nothing and something', [undefined, allTo('6')], false],
    ['the same version', [allTo('6'), allTo('6')], true],
    ['another version', [allTo('6'), allTo('7')], false],
    ['a canary and none', [canary, allTo('6')], false],
    ['the same canary', [canary, structuredClone(canary)], true],
    ['another share', [canary, withCanary(canary, '7', 11)], false],
    ['another canary', [canary, withCanary(canary, '8', 10)], false],
    ['a share with the noise of binary fractions', [canary, withCanary(canary, '7', 0.1 * 100 + 1e-9)], true],
  ];
  it.each(cases)('compare: %s', (_, [a, b], same) => {
    expect([sameSplit(a, b), sameSplit(b, a)]).toEqual([same, same]);
  });
});

describe('a weight', () => {
  it.each([
    [0.1, 10],
    [0.541, 54.1],
    [0.07, 7],
    [0.29, 29],
    [0.001, 0.1],
    [0.0001, 0.01],
  ])('%p is %p percent and back', (weight, percent) => {
    expect([percentFromWeight(weight), weightFromPercent(percent)]).toEqual([percent, weight]);
  });
});
