import { describe, expect, it } from '@jest/globals';
import { dice } from '../../../src/rollout/dice.js';
import {
  addBlock,
  evidenceOfMore,
  evidenceOfMoreThan,
  newFailureTest,
} from '../../../src/rollout/stats/failure-test.js';
import { logChoose, logFactorial } from '../../../src/rollout/stats/log-factorial.js';

const counts = (failed: number, sent: number) => ({ failed, sent });

describe('the evidence that a version fails more often', () => {
  it('grows by 2ψ/(1+ψ) with a pair in which only the new version fails (Wald 1947)', () => {
    const test = newFailureTest();
    addBlock(test, counts(0, 1), counts(1, 1));
    const wald = (odds: number) => (2 * odds) / (1 + odds);
    expect(evidenceOfMore(test)).toBeCloseTo(0.15 * wald(2) + 0.15 * wald(5) + 0.2 * wald(20) + 0.5 * wald(100), 12);
  });

  it('shrinks when only the stable version fails, and says nothing of what fails in both or in none', () => {
    const test = newFailureTest();
    for (const [old, now] of [
      [0, 0],
      [1, 1],
    ])
      addBlock(test, counts(old ?? 0, 1), counts(now ?? 0, 1));
    expect(evidenceOfMore(test)).toBeCloseTo(1, 12);
    addBlock(test, counts(1, 1), counts(0, 1));
    expect(evidenceOfMore(test)).toBeLessThan(1);
  });

  it('is a fair bet if both fail equally often: its mean over all that may happen is 1', () => {
    for (const [stable, fresh, failed] of [
      [9, 1, 1],
      [5, 5, 4],
      [20, 7, 13],
    ] as const) {
      let mean = 0;
      for (let hit = Math.max(0, failed - stable); hit <= Math.min(failed, fresh); hit++) {
        const test = newFailureTest();
        addBlock(test, counts(failed - hit, stable), counts(hit, fresh));
        const chance = Math.exp(
          logChoose(fresh, hit) + logChoose(stable, failed - hit) - logChoose(stable + fresh, failed),
        );
        mean += chance * evidenceOfMore(test);
      }
      expect(mean).toBeCloseTo(1, 10);
    }
  });

  /** Did it ever seem proven that one of two equal versions is worse, in 400 pairs? */
  const everProven = (random: () => number, rate: number): boolean => {
    const test = newFailureTest();
    const one = () => counts(random() < rate ? 1 : 0, 1);
    for (let pair = 0; pair < 400; pair++) {
      addBlock(test, one(), one());
      if (evidenceOfMore(test) >= 20) return true;
    }
    return false;
  };

  it.each([0.01, 0.2, 0.5])('reaches 20 in at most one of twenty rollouts, looked at after each call: %s', (rate) => {
    const random = dice(7);
    const proven = Array.from({ length: 400 }, () => everProven(random, rate)).filter(Boolean);
    expect(proven.length).toBeLessThanOrEqual(20);
  });

  it('takes a minute of callers’ traffic as one block, however large', () => {
    const test = newFailureTest();
    addBlock(test, counts(900, 900_000), counts(100, 100_000));
    expect(evidenceOfMore(test)).toBeLessThan(1);
    addBlock(test, counts(900, 900_000), counts(300, 100_000));
    expect(evidenceOfMore(test)).toBeGreaterThan(1e6);
  });
});

describe('the evidence that a version fails more often than is tolerated', () => {
  it('is a likelihood ratio, mixed: 1 of 1 at 1 % is the mean rate over 1 %', () => {
    expect(evidenceOfMoreThan(0.01, counts(1, 1))).toBeCloseTo((0.05 + 0.1 + 0.2 + 0.5 + 0.95) / 5 / 0.01, 10);
    expect(evidenceOfMoreThan(0.01, counts(0, 0))).toBe(1);
  });
});

describe('the factorial', () => {
  it('is the same from the table and from Stirling’s series', () => {
    let sum = 0;
    for (let n = 2; n <= 300; n++) sum += Math.log(n);
    expect(logFactorial(300)).toBeCloseTo(sum, 9);
    expect(Math.exp(logChoose(52, 5))).toBeCloseTo(2_598_960, 3);
  });
});
