import type { RolloutResult } from '../../../src/core/rollout-result.js';
import { receipt } from './base.js';
import { canary, switched } from './moves.js';

const MINUTE = 60_000;

const rollout: RolloutResult = {
  ...{ from: '6', to: '7', reached: 100, waitedMs: 15 * MINUTE + 2300, end: 'live', detect: 10 },
  schedule: [
    { percent: 10, watchMs: 5 * MINUTE },
    { percent: 50, watchMs: 10 * MINUTE },
    { percent: 100, watchMs: 0 },
  ],
  probes: { fresh: { sent: 131, failed: 1, inconclusive: 0 }, stable: { sent: 204, failed: 1, inconclusive: 0 } },
  gates: [
    { percent: 0, verdict: 'pass', why: '29 of 29 good; a build failing less than 9.8 % would pass this' },
    {
      percent: 10,
      verdict: 'pass',
      why: '41 of 41 good; a build failing less than 7 % would pass this (11 of 41 by the way callers come)',
    },
    {
      percent: 50,
      verdict: 'pass',
      why: '60 of 61 good, of the stable version 92 of 93; a build failing less than 6.4 % more than the stable version would pass this (31 of 61 by the way callers come)',
    },
  ],
  timeline: [
    { at: 1500, percent: 0, sent: 29, failed: 0, p99: 92 },
    { at: 2000, percent: 10, sent: 0, failed: 0 },
    ...Array.from({ length: 20 }, (_, at) => ({
      at: 15_000 * (at + 1),
      percent: 10,
      sent: 2,
      failed: 0,
      p99: 60 + at,
    })),
    { at: 5 * MINUTE + 2000, percent: 50, sent: 0, failed: 0 },
    ...Array.from({ length: 40 }, (_, at) => ({
      ...{ at: 5 * MINUTE + 15_000 * (at + 1), percent: 50, sent: 2, failed: at === 21 ? 1 : 0 },
      p99: 60 + ((at * 7) % 40),
    })),
    { at: 15 * MINUTE + 2200, percent: 100, sent: 0, failed: 0 },
  ],
};

/** A rollout that went its way to all traffic. */
export const walked = receipt({ ...switched, rollout });

/** One that callers' own traffic has checked, and taken back. */
export const counted = receipt({
  ...canary,
  outcome: 'rolled-back',
  after: { stable: '6' },
  suggestions: [],
  error: {
    kind: 'unhealthy',
    message:
      'Version 7 failed its checks with 10 % of the traffic: CloudWatch: 14 of 122 calls failed, of the stable version 11 of 1098; chance alone does that in fewer than 1 of 40 rollouts.',
    next: 'Fix the cause, and deploy again.',
  },
  rollout: {
    ...{ from: '6', to: '7', reached: 10, waitedMs: 4 * MINUTE, end: 'rolled-back', detect: 10 },
    schedule: rollout.schedule,
    traffic: {
      ...{ source: 'CloudWatch', limitMs: 800 },
      fresh: { calls: 122, errors: 14, over: 3, p50: 41, p99: 780, errorRate: { low: 0.0697, high: 0.1833 } },
      stable: { calls: 1098, errors: 11, over: 20, p50: 38, p99: 640, errorRate: { low: 0.0056, high: 0.0179 } },
    },
    gates: [
      {
        percent: 10,
        verdict: 'fail',
        why: 'CloudWatch: 14 of 122 calls failed, of the stable version 11 of 1098; chance alone does that in fewer than 1 of 40 rollouts',
      },
    ],
    timeline: [
      { at: 500, percent: 10, sent: 0, failed: 0 },
      { at: 3 * MINUTE, percent: 10, sent: 61, failed: 5, p99: 760 },
      { at: 4 * MINUTE, percent: 10, sent: 61, failed: 9, p99: 780 },
    ],
  },
});

const unclear = '12 of 29 probes brought an answer, too few to see a build that fails 10 %; the last time: status 429';

/** One that nobody can say anything about, and that is left where it is. */
export const unproven = receipt({
  ...switched,
  outcome: 'held',
  error: {
    kind: 'unhealthy',
    message: `Version 7 did not bring enough evidence with 100 % of the traffic: ${unclear}.`,
    next: 'Traffic stays where it is, as asked.',
  },
  rollout: {
    ...rollout,
    ...{ schedule: [{ percent: 100, watchMs: 0 }], waitedMs: 31_000, end: 'held', timeline: [] },
    probes: { fresh: { sent: 58, failed: 0, inconclusive: 46 } },
    gates: [{ percent: 100, verdict: 'unclear', why: unclear }],
    why: `Version 7 did not bring enough evidence with 100 % of the traffic: ${unclear}.`,
  },
});

/** One that was asked to wait and look at nothing. */
export const timer = receipt({
  ...switched,
  rollout: {
    ...rollout,
    ...{ gates: [], probes: undefined, detect: undefined },
    timeline: [
      { at: 0, percent: 10, sent: 0, failed: 0 },
      { at: 5 * MINUTE, percent: 50, sent: 0, failed: 0 },
      { at: 15 * MINUTE, percent: 100, sent: 0, failed: 0 },
    ],
  },
});
