import { describe, expect, it } from '@jest/globals';
import { gate, type ProbeSample } from '../../src/rollout/gate.js';

/** mulberry32: the same numbers on every machine, so these tests cannot flicker. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ROLLOUTS = 200;
const STEPS = 4;

/** How many of many rollouts are stopped. Latencies have a long tail, as real ones have. */
function stopped(fresh: { fails: number; slower: number }, sent: number): number {
  const roll = dice(20_260_101);
  const sample = (fails: number, slower: number): ProbeSample[] =>
    Array.from({ length: sent }, () => ({ ok: roll() >= fails, ms: slower * 50 * Math.exp(roll() + roll() + roll()) }));
  let count = 0;
  for (let i = 0; i < ROLLOUTS; i++) {
    const rules = { need: sent, maxFailures: sent, looks: STEPS };
    const steps = Array.from({ length: STEPS }, () =>
      gate({ fresh: sample(fresh.fails, fresh.slower), stable: sample(0.02, 1) }, rules),
    );
    if (steps.some(({ verdict }) => verdict === 'fail')) count++;
  }
  return count / ROLLOUTS;
}

describe('the comparison of two versions, over many rollouts of four steps', () => {
  it('stops at most one in twenty that are just as good', () => {
    expect(stopped({ fails: 0.02, slower: 1 }, 30)).toBeLessThanOrEqual(0.05);
    expect(stopped({ fails: 0.02, slower: 1 }, 10)).toBeLessThanOrEqual(0.05);
  });

  it('stops most that fail one request in five, and nearly all when it asks more often', () => {
    expect(stopped({ fails: 0.2, slower: 1 }, 30)).toBeGreaterThan(0.6);
    expect(stopped({ fails: 0.2, slower: 1 }, 60)).toBeGreaterThan(0.97);
  });

  it('stops nearly all that take twice as long', () => {
    expect(stopped({ fails: 0.02, slower: 2 }, 30)).toBeGreaterThan(0.97);
  });
});
