import { describe, expect, it } from '@jest/globals';
import { dice } from '../../src/rollout/dice.js';
import { BARE } from '../support/memory.js';
import { answering, type Stage, stage } from '../support/rollout.js';

const ROLLOUTS = 40;

/** Whole rollouts, one after the other: how many of them do not end live. */
async function stopped(rollout: string, stable: number, fresh: number): Promise<number> {
  const roll = dice(15);
  let count = 0;
  for (let i = 0; i < ROLLOUTS; i++) {
    const answer = (version: string) => answering(roll() >= (version === '2' ? fresh : stable), 10 + 5 * roll());
    const s = stage({ rollout, answer });
    if ((await s.go()) !== undefined) count++;
  }
  return count;
}

describe('of many rollouts in three steps', () => {
  it.each([0, 1, 5, 10, 20, 40])('of versions that both fail %s %% hardly one is stopped', async (percent) => {
    // One in twenty is the promise (simulate-gates.test.ts holds it to that); of forty, four may be chance.
    expect(await stopped('10:5m,50:10m,100', percent / 100, percent / 100)).toBeLessThanOrEqual(4);
  });

  it('none lets a build through that fails 4 in 10', async () => {
    expect(await stopped('10:5m,50:10m,100', 0, 0.4)).toBe(ROLLOUTS);
    expect(await stopped('all-at-once', 0, 0.4)).toBe(ROLLOUTS);
  });
});

describe('of many rollouts where only what is live can be called, and each address only so often', () => {
  /** The versions' failure rates → how the rollouts end. */
  async function endings(stable: number, fresh: number) {
    const roll = dice(3);
    const ends: Record<string, number> = {};
    for (let i = 0; i < 100; i++) {
      const s: Stage = stage({
        can: { ...BARE, callLimit: { calls: 100, perMs: 900_000 } },
        with: {
          callLive: async () => answering(roll() >= (s.history.length > 0 ? fresh : stable), 10 + 5 * roll()),
        },
      });
      await s.go();
      const { end = '' } = s.receipt.rollout ?? {};
      ends[end] = (ends[end] ?? 0) + 1;
    }
    return ends;
  }

  it.each([0, 0.01, 0.05, 0.1, 0.2])('hardly one is taken back of versions that both fail %s', async (rate) => {
    expect((await endings(rate, rate))['rolled-back'] ?? 0).toBeLessThanOrEqual(5);
  });

  it('most of a build that fails 1 in 5 are taken back, and none goes live', async () => {
    const ends = await endings(0, 0.2);
    expect(ends['rolled-back']).toBeGreaterThan(80);
    expect(ends.live).toBeUndefined();
  });
});
