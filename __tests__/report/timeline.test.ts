import { describe, expect, it } from '@jest/globals';
import type { RolloutResult } from '../../src/core/rollout-result.js';
import { timelineLines } from '../../src/report/timeline.js';
import { recordPoint } from '../../src/rollout/timeline.js';
import { timer, walked } from './stories/index.js';

const of = (rollout: RolloutResult | undefined, more: Partial<RolloutResult> = {}) =>
  rollout ? timelineLines({ ...rollout, ...more }) : [];

describe('the timeline of a rollout', () => {
  it('shows shares over time, and above them what failed and how long answers took', () => {
    expect(of(walked.rollout)).toEqual([
      'failed ················▃······· 25 %',
      'p99    █▆▆▆▆▆▇▇▆██▇█▇████▇█▇█▆█ 99 ms',
      'share  ▁▁▁▁▁▁▁▁▅▅▅▅▅▅▅▅▅▅▅▅▅▅▅█ 100 %',
      '       0             15 min 2 s',
    ]);
  });

  it('fits on a phone', () => {
    for (const line of of(walked.rollout)) expect([...line].length).toBeLessThanOrEqual(40);
  });

  it('of a timer shows only the shares', () => {
    expect(of(timer.rollout).map((line) => line.slice(0, 5))).toEqual(['share', '     ']);
  });

  it('is not drawn where nothing moved, or nothing was watched', () => {
    expect(of(walked.rollout, { timeline: [{ at: 100, percent: 0, sent: 5, failed: 5 }] })).toEqual([]);
    expect(of(walked.rollout, { schedule: [{ percent: 100, watchMs: 0 }] })).toEqual([]);
  });
});

describe('the looks that are kept', () => {
  it('are few, however long a rollout is, and lose neither a failure nor a step', () => {
    const timeline: RolloutResult['timeline'] = [];
    for (let at = 0; at < 1000; at++)
      recordPoint(timeline, { at, percent: at < 500 ? 10 : 50, sent: 2, failed: at === 700 ? 1 : 0, p99: at });
    expect(timeline.length).toBeLessThanOrEqual(64);
    expect(timeline.reduce((sum, { sent }) => sum + sent, 0)).toBe(2000);
    expect(timeline.reduce((sum, { failed }) => sum + failed, 0)).toBe(1);
    expect(timeline.at(-1)?.p99).toBe(999);
    const step = timeline.find(({ percent }) => percent === 50);
    expect(step?.at).toBe(500);
  });
});
