import { describe, expect, it } from '@jest/globals';
import { dice } from '../../src/rollout/dice.js';
import { type Simulation, simulateRollout } from '../../src/rollout/simulate-gates.js';

const ROLLOUTS = 200;
/** Before anything moves, and at each share that is watched. */
const PRESETS = { 'all-at-once': [0, 100], 'canary-10-5m': [0, 10], '10:5m,50:10m,100': [0, 10, 50] };

function ends(rollout: Omit<Simulation, 'random'>, rollouts = ROLLOUTS) {
  const random = dice(20_260_101);
  const count = { pass: 0, fail: 0, unclear: 0 };
  for (let i = 0; i < rollouts; i++) count[simulateRollout({ ...rollout, random }).verdict]++;
  return { passed: count.pass / rollouts, failed: count.fail / rollouts, unclear: count.unclear / rollouts };
}

describe.each(Object.entries(PRESETS))('of many rollouts %s', (_, gates) => {
  it.each([0, 0.01, 0.05, 0.1, 0.2, 0.4])('of versions that both fail %s, at most 5 %% are stopped', (rate) => {
    const { passed } = ends({ gates, detect: 0.1, stable: rate, fresh: rate });
    expect(1 - passed).toBeLessThanOrEqual(0.05);
  });

  it.each([
    [0, 0.1],
    [0, 0.2],
    [0, 0.4],
    [0.05, 0.15],
    [0.1, 0.2],
  ])('of a build that fails %s and then %s, at most 5 %% go live', (stable, fresh) => {
    expect(ends({ gates, detect: 0.1, stable, fresh }).passed).toBeLessThanOrEqual(0.05);
  });
});

describe('of many rollouts', () => {
  it.each([0.01, 0.05, 0.1])('with detect 5 %% of versions that both fail %s, at most 5 %% are stopped', (rate) => {
    const { passed } = ends({ gates: [0, 10], detect: 0.05, stable: rate, fresh: rate }, 100);
    expect(1 - passed).toBeLessThanOrEqual(0.05);
  });

  it('with detect 5 %, few of a build that fails 1 in 20 go live', () => {
    expect(ends({ gates: [0, 10], detect: 0.05, stable: 0, fresh: 0.05 }).passed).toBeLessThanOrEqual(0.02);
  });

  it('none let a build through that fails only by the way callers come', () => {
    const only = { detect: 0.1, stable: 0, fresh: 0, freshLive: 1 };
    expect(ends({ gates: [0, 10], ...only }, 100).passed).toBe(0);
    expect(ends({ gates: [0, 100], ...only }, 100).passed).toBe(0);
  });

  it('in ten steps, versions that both fail 10 % are not stopped more often than in two', () => {
    const gates = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90];
    expect(ends({ gates, detect: 0.1, stable: 0.1, fresh: 0.1 }, 100).failed).toBeLessThanOrEqual(0.05);
  });
});
