import type { Verdict } from './evidence.js';
import {
  baselineDoubt,
  clearFailure,
  type FailureEvidence,
  type FailureRules,
  neededSample,
  newFailureEvidence,
  nextLook,
  notEnough,
  passing,
  recordFailures,
} from './failure-gate.js';
import { clearSlowness } from './latency-gate.js';
import type { ProbeOutcome, Prober, ProbeSample } from './probe.js';
import { latencies, newComparison, type ProbeComparison, recordProbe } from './probe-results.js';
import { LEAST_LIVE, type Reach, type Round, roundAt } from './sampling.js';
import type { FailureCounts } from './stats/failure-test.js';

/** What the probes of one gate have brought, and how they are judged. */
export interface ProbeGate {
  /** percent of the traffic that the new version has */
  percent: number;
  reach: Reach;
  rules: FailureRules;
  versions: { fresh: string; stable?: string };
  results: ProbeComparison;
  failures: FailureEvidence;
  /** by the way callers come: calls, and answers of the new version among them */
  live: { sent: number; fresh: number; doubt?: string };
  /** probes that were meant to bring an answer of the new version */
  meant: number;
  /** answers of the stable version from before the move, which stand beside the new ones one by one */
  baseline: ProbeSample[];
  /** answers by the way callers come tell the version; absent: not known yet */
  tells?: boolean;
}

/** What a gate is made of that goes on through the whole rollout. */
export interface ProbeGateParts extends Pick<ProbeGate, 'percent' | 'reach' | 'rules' | 'versions'> {
  whole: FailureEvidence['whole'];
  baseline?: readonly ProbeSample[];
}

export function newProbeGate({ whole, baseline = [], ...parts }: ProbeGateParts): ProbeGate {
  return {
    ...parts,
    results: newComparison(),
    failures: newFailureEvidence(whole),
    live: { sent: 0, fresh: 0 },
    meant: 0,
    baseline: [...baseline],
  };
}

/** Answers come from either version, and may not tell from which: then the share scales what is needed. */
const isMixed = ({ percent, reach, tells }: ProbeGate): boolean =>
  !reach.byNumber && !tells && percent > 0 && percent < 100;

/** How this gate judges, as far as is known what its answers tell. */
export const rulesOf = (gate: ProbeGate): FailureRules =>
  isMixed(gate) ? { ...gate.rules, share: gate.percent / 100 } : gate.rules;

/** The part of the calls by the way callers come that brings answers of the new version. */
const liveShare = (gate: ProbeGate): number => (isMixed(gate) ? 1 : gate.percent / 100);

/** How many rounds it takes where nothing fails and each brings one call. */
export function roundsNeeded(gate: ProbeGate): number {
  const need = neededSample(rulesOf(gate));
  return gate.reach.byNumber ? need : need / liveShare(gate);
}

/** Sends the calls of one round, and counts what they brought. */
export async function probeRound(gate: ProbeGate, prober: Prober, hurry: boolean): Promise<Round> {
  const { failures, percent, reach, versions } = gate;
  const rules = rulesOf(gate);
  const need = neededSample(rules);
  const wanted = (nextLook(failures, rules) ?? failures.fresh.sent + 1) - failures.fresh.sent;
  const round = roundAt(percent, reach, { wanted, need, hurry });
  const counts = { fresh: { failed: 0, sent: 0 }, stable: { failed: 0, sent: 0 } };
  const { byNumber, live } = prober;
  const calls: Promise<void>[] = [];
  for (let i = 0; i < Math.max(round.fresh, round.stable, round.live); i++) {
    if (byNumber && i < round.fresh)
      calls.push(byNumber(versions.fresh).then((one) => recordProbe(gate.results.fresh, one, counts.fresh)));
    if (byNumber && versions.stable !== undefined && i < round.stable)
      calls.push(byNumber(versions.stable).then((one) => recordProbe(gate.results.stable, one, counts.stable)));
    if (live && i < round.live)
      calls.push(live(percent >= 100 ? versions.fresh : undefined).then((one) => recordLive(gate, one, counts)));
  }
  await Promise.all(calls);
  gate.meant += round.fresh + round.live * liveShare(gate);
  gate.live.sent += round.live;
  takeBaseline(gate, counts, need);
  recordFailures(failures, counts.stable, counts.fresh);
  return round;
}

/** An answer that came by the way callers come counts for the version that it tells. */
function recordLive(
  gate: ProbeGate,
  outcome: ProbeOutcome,
  counts: { fresh: FailureCounts; stable: FailureCounts },
): void {
  const { versions, percent, results, live, reach } = gate;
  if ('sample' in outcome && outcome.version !== undefined) gate.tells = true;
  const told = 'sample' in outcome ? (outcome.version ?? (percent >= 100 ? versions.fresh : undefined)) : undefined;
  if (told !== undefined && told === versions.stable) recordProbe(results.stable, outcome, counts.stable);
  else if (told === versions.fresh || (told === undefined && !reach.byNumber)) {
    if ('sample' in outcome) live.fresh++;
    recordProbe(results.fresh, outcome, counts.fresh);
  } else live.doubt = doubtOf(outcome, told);
}

function doubtOf(outcome: ProbeOutcome, told: string | undefined): string {
  if ('inconclusive' in outcome) return outcome.inconclusive;
  return told === undefined ? 'the answers do not tell the version' : `version ${told} answered`;
}

/** Where the stable version cannot be asked any more, its answers from before are laid beside the new ones. */
function takeBaseline(gate: ProbeGate, counts: { fresh: FailureCounts; stable: FailureCounts }, need: number): void {
  const { baseline, failures, results } = gate;
  const due = Math.ceil(
    ((failures.fresh.sent + counts.fresh.sent) * (baseline.length + results.stable.samples.length)) / need,
  );
  for (const sample of baseline.splice(0, Math.max(0, due - results.stable.samples.length)))
    recordProbe(results.stable, { sample }, counts.stable);
}

/** A failure that needs no further probe. */
export function clearProbeFailure(gate: ProbeGate): Verdict | undefined {
  const { failures, results } = gate;
  const rules = rulesOf(gate);
  if (hasUnknownFailures(gate)) return undefined;
  const clear = clearFailure(failures, rules);
  return clear && withReason(clear, results.fresh.failure);
}

/** Looks whether the probes suffice; undefined: more are needed. */
export function passProbes(gate: ProbeGate): Verdict | undefined {
  const { failures, results, live } = gate;
  const rules = rulesOf(gate);
  if (needsLive(gate) && live.fresh < LEAST_LIVE) return undefined;
  if (hasUnknownFailures(gate)) return undefined;
  const pass = passing(failures, rules);
  if (!pass) return undefined;
  // Answers of another minute were given by a machine that had more or less to do.
  const slow = gate.reach.byNumber && clearSlowness(latencies(results.stable), latencies(results.fresh), rules);
  if (slow) return slow;
  return { verdict: 'pass', why: `${pass.why}${wayText(gate)}` };
}

/** Beside a stable version that fails the same probe nobody knows whose the failures are. */
const hasUnknownFailures = (gate: ProbeGate): boolean => isMixed(gate) && baselineDoubt(gate.failures) !== undefined;

const needsLive = ({ reach, percent }: ProbeGate): boolean => reach.byNumber && reach.live && percent > 0;

function wayText(gate: ProbeGate): string {
  const { live, percent, failures } = gate;
  if (isMixed(gate)) return `, where version ${gate.versions.fresh} has ${percent} % of the calls`;
  return needsLive(gate) && percent < 100 ? ` (${live.fresh} of ${failures.fresh.sent} by the way callers come)` : '';
}

/** No probe will be sent any more, and they did not suffice. */
export function endOfProbes(gate: ProbeGate): Verdict {
  const { live, results, failures, versions } = gate;
  if (needsLive(gate) && live.fresh < LEAST_LIVE) {
    const who = `${live.fresh} of ${live.sent} calls by the way callers come were answered by version ${versions.fresh}`;
    return withReason({ verdict: 'unclear', why: `${who} (${LEAST_LIVE} are needed)` }, live.doubt);
  }
  const end = notEnough(failures, rulesOf(gate));
  const { failure, doubt } = results.fresh;
  return withReason(end, end.verdict === 'fail' ? failure : (doubt ?? results.stable.doubt ?? failure));
}

/** Have the probes had their chance? Twice as many as should do. */
export function isSpent(gate: ProbeGate): boolean {
  const { failures, meant, live, percent } = gate;
  const rules = rulesOf(gate);
  if (nextLook(failures, rules) === undefined) return true;
  if (hasUnknownFailures(gate)) return failures.fresh.sent >= neededSample(rules);
  if (failures.fresh.sent < neededSample(rules)) return meant >= 2 * neededSample(rules);
  return live.fresh < LEAST_LIVE && (live.sent * percent) / 100 >= 4 * LEAST_LIVE;
}

const withReason = ({ verdict, why }: Verdict, reason: string | undefined): Verdict => ({
  verdict,
  why: reason === undefined ? why : `${why}; the last time: ${reason}`,
});
