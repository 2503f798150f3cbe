import { formatDuration, shareBar } from '../core/format.js';
import { LAST_MINUTE_MS } from '../core/traffic-signals.js';
import { watchAlarms } from './alarms.js';
import { decide, type Gathered } from './decide.js';
import type { Verdict } from './evidence.js';
import type { ObservationWindow, Observer } from './observation-window.js';
import { clearProbeFailure, type ProbeGate, probeRound, roundsNeeded } from './probe-gate.js';
import { describeProbes, latencies, summarizeProbes } from './probe-results.js';
import { quantile } from './stats/rank-test.js';

/** Not more often than this (ms), however short a step is. */
const FASTEST_MS = 100;
/** While only numbers are waited for: ms from look to look. */
const WAIT_MS = 5_000;
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
  const gathered: Gathered = { provider, window, alarms };
  const wait = waiter(gathered, observer);
  for (;;) {
    if (!gathered.probes) await look(observer, window, clock.now() >= end);
    const bad = (await alarms.look(end)) ?? (await clearlyBad(window));
    const over = clock.now() >= end;
    const verdict = bad ?? (over ? decide(gathered, clock.now() - end) : undefined);
    report(verdict !== undefined);
    showStatus(observer, window, end);
    if (verdict) return verdict;
    const pause = Math.max(1, Math.min(end - clock.now(), paceOf(observer, window)));
    await clock.sleep(over ? wait() : pause, signal);
  }
}

const clearlyBad = async ({ probes, calls }: ObservationWindow): Promise<Verdict | undefined> =>
  (probes && clearProbeFailure(probes.gate)) ?? (await calls?.look());

/** After the time of a step: the pause to the next look in ms. Says once that only numbers are waited for. */
function waiter(gathered: Gathered, { log }: Observer): () => number {
  let told = false;
  return () => {
    // A clock that stands still would never see the end of the sampling.
    if (!gathered.waits) return 1;
    const what = `Waiting for what ${gathered.window.calls?.name} counts in the last minute`;
    if (!told) log.info(`${what}, at most ${formatDuration(LAST_MINUTE_MS)}.`);
    told = true;
    return WAIT_MS;
  };
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

/** From one round to the next: as asked, or more often where the step is short. */
function paceOf({ request, provider }: Observer, { ms, probes }: ObservationWindow): number {
  const asked = request.probe.interval;
  if (!probes) return asked;
  const { callLimit } = provider.capabilities;
  const slowest = callLimit ? callLimit.perMs / (callLimit.calls * LIMIT_USE) : 0;
  return Math.max(FASTEST_MS, slowest, Math.min(asked, ms / roundsNeeded(probes.gate)));
}

/** At most ten lines a stretch, and one at its end. */
function reporter({ clock, log }: Observer, { ms, percent, probes, calls }: ObservationWindow, started: number) {
  const every = Math.max(10_000, ms / 10);
  let next = started + every;
  return (end: boolean) => {
    const now = clock.now();
    if (!end && now < next) return;
    next = now + every;
    const elapsed = `${formatDuration(now - started)}${ms > 0 ? ` of ${formatDuration(ms)}` : ''}`;
    log.info(
      `${shareBar(percent, 10)} ${percent} %  ${elapsed}${probes ? probesText(probes.gate) : ''}${calls?.describe() ?? ''}`,
    );
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
