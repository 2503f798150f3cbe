import { DeployError } from '../core/errors.js';
import { formatDuration } from '../core/format.js';
import { hasProbes } from '../core/request.js';
import type { Verdict } from './evidence.js';
import { type FailureEvidence, neededSample, newWhole } from './failure-gate.js';
import type { ObservationWindow, Observer } from './observation-window.js';
import { observe } from './observe.js';
import type { Prober, ProbeSample } from './probe.js';
import { newProbeGate } from './probe-gate.js';
import { addProbes } from './probe-results.js';
import { baselineCalls, PARALLEL, type Reach } from './sampling.js';
import { type ScheduleStep, watchedMs } from './schedule.js';
import { countWaitingTime, readBack, shiftTraffic, visibility } from './shift-traffic.js';
import type { RolloutState } from './state.js';
import { recordPoint } from './timeline.js';
import { newTrafficGate, type TrafficStep, type WatchedSource } from './traffic-gate.js';
import { openTraffic } from './traffic-of-rollout.js';

/** What the gates of one rollout share. */
interface Gates {
  state: RolloutState;
  observer: Observer;
  prober?: Prober;
  reach: Reach;
  /** callers' own traffic; absent: nobody asked for it */
  traffic?: WatchedSource;
  /** all failures so far: evidence against the new version goes on from gate to gate */
  whole: FailureEvidence['whole'];
  /** answers of the stable version from before the move, where it cannot be asked beside the new one */
  baseline: ProbeSample[];
  count: number;
}

/** Signals of the probes that share the false alarms: failures and latency. */
const SIGNALS = 2;
/** How often a rollout of a version that is just as good as the stable one may be stopped, at most. */
const FALSE_ALARMS = 0.05;

export function observerOf(state: RolloutState): Observer {
  const { request, provider, clock, log, signal } = state.context;
  const record: Observer['record'] = (point) =>
    recordPoint(state.result.timeline, { at: clock.now() - state.startedAt, ...point });
  return { request, provider, clock, log, signal, record };
}

/** Walks through the schedule: a gate before anything moves, and one at each share that is watched. */
export async function passGates(state: RolloutState, observer: Observer, prober: Prober | undefined): Promise<void> {
  const { schedule, result, context } = state;
  const gates = gatesOf(state, observer, prober);
  if (prober || gates.traffic) result.detect = context.request.gate.detect;
  // A probe that whatever is live answers says nothing about the new version yet; alarms may.
  const before = { ...(prober?.byNumber ? gates : { ...gates, prober: undefined }), traffic: undefined };
  if (checks(before)) await passGate(before, { ms: 0, percent: 0 });
  const tellsApart = await askStable(gates);
  for (const step of schedule) {
    await shiftTraffic(state, step.percent, prober?.byNumber ? {} : visibility(state, prober, tellsApart));
    observer.record({ percent: step.percent, sent: 0, failed: 0 });
    await watchStep(gates, step);
  }
  const last = schedule.at(-1);
  if ((last?.watchMs ?? 0) > 0 || prober?.live) await readBack(state);
}

function gatesOf(state: RolloutState, observer: Observer, prober: Prober | undefined): Gates {
  const { schedule, result, context } = state;
  const { callLimit } = context.provider.capabilities;
  const reach: Reach = {
    ...{ byNumber: prober?.byNumber !== undefined, live: prober?.live !== undefined },
    ...{ comparable: result.from !== undefined && result.from !== result.to, frugal: callLimit !== undefined },
  };
  const count = 2 + schedule.filter(({ watchMs }) => watchMs > 0).length;
  const traffic = result.to === result.from ? undefined : openTraffic(state);
  if (traffic) result.traffic = traffic.result;
  return { state, observer, prober, reach, traffic, whole: newWhole(), baseline: [], count };
}

/** Does anything check the new version? Without checks a step only waits. */
const checks = ({ prober, traffic, state }: Gates): boolean =>
  prober !== undefined || traffic !== undefined || state.context.request.metrics.alarms.length > 0;

/**
 * Where only what is live answers, the stable version is asked before the move, to be compared with. Does it fail what
 * the new one is asked? Throws `refused` where nobody can pass: the address is wrong.
 */
async function askStable({ state, prober, baseline, reach }: Gates): Promise<boolean> {
  const { result, context, position, allProbes } = state;
  const { from } = result;
  const { callLimit } = context.provider.capabilities;
  const live = prober?.live;
  if (!prober || !live || prober.byNumber || from === undefined) return false;
  const least = Math.min(...state.schedule.map(({ percent }) => percent));
  const need = neededSample({ detect: context.request.gate.detect / 100, share: least / 100 });
  const most = baselineCalls(need, callLimit);
  while (baseline.length < most) {
    const several = Math.min(callLimit ? 1 : PARALLEL, most - baseline.length);
    const answers = await Promise.all(Array.from({ length: several }, () => live(from)));
    const [first] = answers;
    if (baseline.length === 0 && first && 'sample' in first && first.unreached && !position.current?.off)
      throw wrongAddress(state, prober, first.why);
    const samples = answers.flatMap((answer) => ('sample' in answer ? [answer.sample] : []));
    baseline.push(...samples);
    // A version that fails from the start is surely no baseline after six, and needs no further call.
    if (samples.length < several || (baseline.length >= 6 && baseline.every(({ ok }) => !ok))) break;
  }
  allProbes.stable.samples.push(...baseline);
  if (reach.comparable && baseline.length > 0)
    context.log.info(
      `Version ${from} answers ${baseline.filter(({ ok }) => ok).length} of ${baseline.length} as asked.`,
    );
  return baseline.length > 0 && baseline.every(({ ok }) => !ok);
}

function wrongAddress({ result, context }: RolloutState, prober: Prober, why: string | undefined): DeployError {
  const what = `The probe cannot pass: ${prober.what} fails for version ${result.from}, which is live, too: ${why}.`;
  const path =
    context.request.probe.url === undefined
      ? ''
      : ' If only the new version has that path, say so with `probe.expect: status=200`.';
  return new DeployError('refused', what, { next: `Check where the probe asks.${path}` });
}

/**
 * After a move: watches as long as asked. Where all callers get the version and nobody has called it their way yet,
 * that is done now.
 */
async function watchStep(gates: Gates, { percent, watchMs }: ScheduleStep): Promise<void> {
  const { state, prober } = gates;
  if (watchMs > 0 && !checks(gates)) {
    const { clock, signal, log } = state.context;
    log.info(`${percent} % for ${formatDuration(watchMs)}.`);
    return countWaitingTime(state, () => clock.sleep(watchMs, signal));
  }
  const called = prober?.byNumber && state.result.gates.some((gate) => gate.percent > 0);
  const unseen = percent >= 100 && prober?.live !== undefined && !called;
  if (watchMs > 0 || unseen) await passGate(gates, { ms: watchMs, percent });
}

/** Watches, and throws `unhealthy` unless the gate says pass, or may be passed without an answer. */
async function passGate(gates: Gates, { ms, percent }: Pick<ObservationWindow, 'ms' | 'percent'>): Promise<void> {
  const { state, observer, prober } = gates;
  const { context, allProbes, result } = state;
  const gate = prober && newGate(gates, percent);
  const later = state.schedule.filter((step) => step.percent > percent);
  const restMs = watchedMs(later);
  const calls = gates.traffic && ms > 0 ? newTrafficGate(gates.traffic, trafficStep(gates, ms, percent)) : undefined;
  const window: ObservationWindow = {
    ...{ ms, percent, restMs },
    ...(prober && gate && { probes: { prober, gate } }),
    ...(calls && { calls }),
  };
  const stage = percent === 0 ? 'probe' : `watch ${percent} %`;
  let end: Verdict;
  try {
    end = await context.stage(stage, () => countWaitingTime(state, () => observe(observer, window)));
  } finally {
    if (gate) addProbes(allProbes, gate.results);
  }
  result.gates.push({ percent, ...end });
  if (end.verdict === 'pass') return context.log.info(`Version ${state.version} passed at ${percent} %: ${end.why}.`);
  // Where others moved the alias meanwhile, that is why nobody has answered.
  if (end.verdict === 'unclear' && percent > 0) await readBack(state);
  notPassed(state, percent, end);
}

function newGate(gates: Gates, percent: number) {
  const { state, reach, whole, baseline, count } = gates;
  const { context, version, result } = state;
  const { detect } = context.request.gate;
  const failed = baseline.filter(({ ok }) => !ok).length;
  const before = percent >= 100 && baseline.length > 0 ? { failed, sent: baseline.length } : undefined;
  const rules = { detect: detect / 100, alpha: alphaOf(gates), gates: count, noun: 'probe', before };
  const versions = { fresh: version, ...(reach.comparable && { stable: result.from }) };
  return newProbeGate({ percent, reach, rules, versions, whole, baseline });
}

/** The step that has just begun. */
function trafficStep(gates: Gates, ms: number, percent: number): TrafficStep {
  const { clock, log, request } = gates.state.context;
  const from = clock.now();
  const rules = { detect: request.gate.detect / 100, alpha: alphaOf(gates), gates: gates.count };
  const seen: TrafficStep['seen'] = ({ calls, errors, p99 }) =>
    gates.observer.record({ percent, sent: calls, failed: errors, ...(p99 !== undefined && { p99 }) });
  return { from, to: from + ms, rules, seen, clock, log };
}

/** What one signal may take of the false alarms of the whole rollout. */
const alphaOf = ({ prober, traffic }: Pick<Gates, 'prober' | 'traffic'>): number =>
  FALSE_ALARMS / ((prober ? SIGNALS : 0) + (traffic?.signals.length ?? 0));

function notPassed(state: RolloutState, percent: number, { verdict, why }: Verdict): void {
  const { context, version } = state;
  const { request, log } = context;
  const at = percent === 0 ? `before any traffic of ${request.alias} moved` : `with ${percent} % of the traffic`;
  const checked = hasProbes(request) && request.metrics.signals.length === 0 ? 'probes' : 'checks';
  const what = verdict === 'fail' ? `failed its ${checked}` : 'did not bring enough evidence';
  const sentence = `Version ${version} ${what} ${at}: ${why}.`;
  if (verdict === 'unclear' && request.gate.unclear === 'pass') {
    log.warning(`${sentence} It goes on all the same, as \`gate.unclear: pass\` says.`);
    return;
  }
  if (verdict === 'unclear') state.unclear = true;
  const next =
    verdict === 'fail'
      ? 'Fix the cause, and deploy again.'
      : 'Give it more time or another probe, or say with `gate.detect` that only larger differences matter.';
  throw new DeployError('unhealthy', sentence, { next });
}
