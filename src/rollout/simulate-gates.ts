import type { Verdict } from './evidence.js';
import {
  clearFailure,
  type FailureCounts,
  type FailureEvidence,
  type FailureRules,
  neededSample,
  newFailureEvidence,
  newWhole,
  nextLook,
  notEnough,
  passing,
  recordFailures,
} from './failure-gate.js';
import { LEAST_LIVE, type Reach, type Round, roundAt } from './sampling.js';

/** A rollout to be simulated: what its gates are, and how often the two versions fail (shares of 1). */
export interface Simulation {
  /** the percent of traffic at each gate; 0: before any moves */
  gates: readonly number[];
  detect: number;
  stable: number;
  fresh: number;
  /** how often the new version fails by the way callers come, if that is something else */
  freshLive?: number;
  reach?: Reach;
  /** 0 to 1, without 1 */
  random: () => number;
}

export interface SimulatedEnd {
  verdict: Verdict['verdict'];
  /** answers of the new version until then */
  probes: number;
}

const EVERYWHERE: Reach = { byNumber: true, live: true, comparable: true, frugal: false };
/** Failures and latency of probes share the false alarms. */
const ALPHA = 0.05 / 2;

/**
 * One rollout whose gates judge failures, without a request: the same judgement and the same rounds as a real one. What
 * the documentation says about chances comes from here.
 */
export function simulateRollout(simulation: Simulation): SimulatedEnd {
  const { gates, detect } = simulation;
  const rules: FailureRules = { detect, alpha: ALPHA, gates: gates.length, noun: 'probe' };
  const whole = newWhole();
  for (const percent of gates) {
    const verdict = simulateGate(simulation, percent, newFailureEvidence(whole), rules);
    if (verdict !== 'pass') return { verdict, probes: whole.fresh.sent };
  }
  return { verdict: 'pass', probes: whole.fresh.sent };
}

function simulateGate(
  simulation: Simulation,
  percent: number,
  evidence: FailureEvidence,
  rules: FailureRules,
): Verdict['verdict'] {
  const { reach = EVERYWHERE } = simulation;
  let live = 0;
  for (;;) {
    const next = nextLook(evidence, rules);
    if (next === undefined) return notEnough(evidence, rules).verdict;
    const wanted = next - evidence.fresh.sent;
    const round = roundAt(percent, reach, { wanted, need: neededSample(rules), hurry: percent <= 0 || percent >= 100 });
    const { old, now, seen } = answers(simulation, percent, round);
    live += seen;
    recordFailures(evidence, old, now);
    if (clearFailure(evidence, rules)) return 'fail';
    const enough = percent === 0 || !reach.live || live >= LEAST_LIVE;
    if (enough && passing(evidence, rules)) return 'pass';
  }
}

/** What one round brings. */
function answers({ stable, fresh, freshLive = fresh, random }: Simulation, percent: number, round: Round) {
  const [old, now]: [FailureCounts, FailureCounts] = [
    { failed: 0, sent: 0 },
    { failed: 0, sent: 0 },
  ];
  const call = (counts: FailureCounts, rate: number) => {
    counts.sent++;
    if (random() < rate) counts.failed++;
  };
  let seen = 0;
  for (let i = 0; i < round.fresh; i++) call(now, fresh);
  for (let i = 0; i < round.stable; i++) call(old, stable);
  for (let i = 0; i < round.live; i++) {
    const isFresh = random() * 100 < percent;
    if (isFresh) seen++;
    call(isFresh ? now : old, isFresh ? freshLive : stable);
  }
  return { old, now, seen };
}
