import type { Clock } from '../core/clock.js';
import { formatDuration, shareBar } from '../core/format.js';
import type { Log } from '../core/log.js';
import type { Provider } from '../core/provider.js';
import type { RolloutRequest } from '../core/request.js';
import type { TimelinePoint } from '../core/rollout-result.js';
import { type AlarmWatch, watchAlarms } from './alarms.js';
import type { Verdict } from './evidence.js';
import type { Prober } from './probe.js';
import {
  clearProbeFailure,
  endOfProbes,
  isSpent,
  type ProbeGate,
  passProbes,
  probeRound,
  roundsNeeded,
} from './probe-gate.js';
import { describeProbes, latencies, summarizeProbes } from './probe-results.js';
import { SAMPLING_MS } from './sampling.js';
import { quantile } from './stats/rank-test.js';

/** What watching needs. */
export interface Observer {
  request: RolloutRequest;
  provider: Provider;
  clock: Clock;
  log: Log;
  signal?: AbortSignal;
  /** keeps a look */
  record(point: Omit<TimelinePoint, 'at'>): void;
}

/** One stretch of watching. */
export interface ObservationWindow {
  /** for how long at least, in ms; 0: only until the sample is complete */
  ms: number;
  /** percent of the traffic that the new version has meanwhile */
  percent: number;
  /** what the later steps take, in ms */
  restMs: number;
  /** absent: nothing is probed, only alarms are watched */
  probes?: { prober: Prober; gate: ProbeGate };
}

/** Not more often than this (ms), however short a step is. */
const FASTEST_MS = 100;
/** What a limit of the vendor's allows is not used up: others call, too. */
const LIMIT_USE = 0.8;

/**
 * Probes until the time is over and the sample complete, and lets the gate decide. A clear failure ends it at once.
 */
export async function observe(observer: Observer, window: ObservationWindow): Promise<Verdict> {
  const { clock, request, signal, provider, log } = observer;
  const started = clock.now();
  const end = started + window.ms;
  const alarms = watchAlarms(request.metrics.alarms, provider, clock, log);
  const report = reporter(observer, window, started);
  for (;;) {
    await look(observer, window, clock.now() >= end);
    const bad = (await alarms.look(end)) ?? (window.probes && clearProbeFailure(window.probes.gate));
    const over = clock.now() >= end;
    const verdict = bad ?? (over ? decide(observer, window, alarms, clock.now() - end) : undefined);
    report(verdict !== undefined);
    showStatus(observer, window, end);
    if (verdict) return verdict;
    // A clock that stands still would never see the end of the sampling.
    await clock.sleep(over ? 1 : Math.max(1, Math.min(end - clock.now(), paceOf(observer, window))), signal);
  }
}

/** One round of probes, where there are any. */
async function look({ record }: Observer, { probes, percent }: ObservationWindow, hurry: boolean): Promise<void> {
  if (!probes) return;
  const { fresh } = probes.gate.results;
  const before = fresh.samples.length;
  await probeRound(probes.gate, probes.prober, hurry);
  const news = { samples: fresh.samples.slice(before), inconclusive: 0 };
  const p99 = quantile(latencies(news), 0.99);
  const { failed } = summarizeProbes(news);
  record({ percent, sent: news.samples.length, failed, ...(p99 !== undefined && { p99 }) });
}

/** The time is over: what the gate says; undefined: a few more probes may tell. */
function decide(
  { provider }: Observer,
  { probes, percent }: ObservationWindow,
  alarms: AlarmWatch,
  overtime: number,
): Verdict | undefined {
  const doubt = percent > 0 ? alarms.doubt() : undefined;
  if (!probes)
    return doubt === undefined ? { verdict: 'pass', why: 'no alarm rang' } : { verdict: 'unclear', why: doubt };
  const verdict = passProbes(probes.gate);
  if (verdict) return verdict;
  const { callLimit } = provider.capabilities;
  const used = callLimit !== undefined && probes.prober.sent() >= callLimit.calls;
  return used || overtime >= SAMPLING_MS || isSpent(probes.gate) ? endOfProbes(probes.gate) : undefined;
}

/** From one round to the next: as asked, or more often where the step is short. */
function paceOf({ request, provider }: Observer, { ms, probes }: ObservationWindow): number {
  const asked = request.probe.interval;
  if (!probes) return asked;
  const { callLimit } = provider.capabilities;
  const slowest = callLimit ? callLimit.perMs / (callLimit.calls * LIMIT_USE) : 0;
  return Math.max(FASTEST_MS, slowest, Math.min(asked, ms / roundsNeeded(probes.gate)));
}

/** At most ten lines a stretch, and one at its end. */
function reporter({ clock, log }: Observer, { ms, percent, probes }: ObservationWindow, started: number) {
  const every = Math.max(10_000, ms / 10);
  let next = started + every;
  return (end: boolean) => {
    const now = clock.now();
    if (!end && now < next) return;
    next = now + every;
    const elapsed = `${formatDuration(now - started)}${ms > 0 ? ` of ${formatDuration(ms)}` : ''}`;
    log.info(`${shareBar(percent, 10)} ${percent} %  ${elapsed}${probes ? probesText(probes.gate) : ''}`);
  };
}

/** For a person who watches: how it stands, and when it will be over. */
function showStatus({ log, clock }: Observer, { percent, probes, restMs }: ObservationWindow, end: number): void {
  if (!log.status) return;
  const { fresh } = probes?.gate.failures ?? {};
  const seen = fresh ? `  ${fresh.sent - fresh.failed} of ${fresh.sent} good` : '';
  const now = clock.now();
  const step = now < end ? `until ${timeOfDay(end)}` : 'a few more probes';
  const rest = restMs > 0 ? `, all by about ${timeOfDay(Math.max(now, end) + restMs)}` : '';
  log.status(`${shareBar(percent, 10)} ${percent} %${seen}  ${step}${rest}`);
}

/** "14:05:09", by the clock on the wall. */
const timeOfDay = (ms: number): string => new Date(ms).toTimeString().slice(0, 8);

function probesText({ results: { fresh, stable } }: ProbeGate): string {
  const other = summarizeProbes(stable);
  return ` · ${describeProbes(summarizeProbes(fresh))}${other.sent > 0 ? ` · stable: ${describeProbes(other)}` : ''}`;
}
