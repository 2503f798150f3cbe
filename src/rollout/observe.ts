import type { Clock } from '../core/clock.js';
import { formatDuration, shareBar } from '../core/format.js';
import type { Log } from '../core/log.js';
import type { Provider } from '../core/provider.js';
import type { RolloutRequest } from '../core/request.js';
import { watchAlarms } from './alarms.js';
import { type GateRules, type GateVerdict, gate } from './gate.js';
import type { Prober } from './probe.js';
import {
  describeProbes,
  evidence,
  newComparison,
  type ProbeComparison,
  recordProbe,
  summarizeProbes,
} from './probe-results.js';

/** What watching needs. */
export interface Observer {
  request: RolloutRequest;
  provider: Provider;
  clock: Clock;
  log: Log;
  signal?: AbortSignal;
  prober?: Prober;
  version: string;
  /** the version to compare with; absent: no comparison */
  stable?: string;
  rules: GateRules;
}

/** One stretch of watching. */
export interface ObservationWindow {
  /** for how long at least, in ms; 0: only until the sample is complete */
  ms: number;
  /** percent of the traffic that the new version has meanwhile */
  percent: number;
}

/** from one probe to the next where nothing but the sample is waited for */
const SAMPLING_MS = 1000;

/** Does anything check the new version? Without checks a step only waits. */
export const hasChecks = ({ prober, request }: Observer): boolean =>
  prober !== undefined || request.metrics.alarms.length > 0;

/**
 * Probes at the interval until the time is over and the sample complete, and lets the gate decide. A failure ends it
 * at once. Gives up on the sample after twice as many probes as it needs.
 */
export async function observe(
  watcher: Observer,
  stint: ObservationWindow,
  tally: ProbeComparison,
): Promise<GateVerdict> {
  const { clock, request, signal } = watcher;
  const started = clock.now();
  const report = reporter(watcher, stint, tally, started);
  const alarms = watchAlarms(request.metrics.alarms, watcher.provider, clock, watcher.log);
  for (let round = 1; ; round++) {
    await probe(watcher, tally);
    const bad = (await alarms.look(started + stint.ms)) ?? failing(watcher, tally);
    const left = started + stint.ms - clock.now();
    const over = left <= 0 && (complete(watcher, tally) || round >= 2 * request.probe.count);
    report(over || bad !== undefined);
    if (bad) return bad;
    if (over) return verdict(watcher, tally, stint.percent > 0 ? alarms.doubt() : undefined);
    const pause = left > 0 ? Math.min(left, request.probe.interval) : Math.min(SAMPLING_MS, request.probe.interval);
    await clock.sleep(Math.max(1, pause), signal);
  }
}

async function probe({ prober, version, stable }: Observer, tally: ProbeComparison): Promise<void> {
  if (!prober) return;
  recordProbe(tally.fresh, await prober.probe(version));
  if (tally.stable && stable !== undefined) recordProbe(tally.stable, await prober.probe(stable));
}

function complete({ prober, rules }: Observer, { fresh, stable }: ProbeComparison): boolean {
  if (!prober) return true;
  return Math.min(fresh.samples.length, stable?.samples.length ?? Number.POSITIVE_INFINITY) >= rules.need;
}

/** More failures than allowed need no further sample. The comparison waits for its end: it may look only once. */
function failing({ rules }: Observer, { fresh }: ProbeComparison): GateVerdict | undefined {
  const early = gate({ fresh: fresh.samples }, rules);
  return early.verdict === 'fail' ? withReason(early, fresh.failure) : undefined;
}

function verdict({ prober, rules }: Observer, tally: ProbeComparison, doubt: string | undefined): GateVerdict {
  if (!prober) {
    return doubt === undefined
      ? { verdict: 'pass', why: 'no alarm rang' }
      : { verdict: 'not-enough-evidence', why: doubt };
  }
  const end = gate(evidence(tally), rules);
  if (end.verdict === 'pass') return end;
  return withReason(end, end.verdict === 'fail' ? tally.fresh.failure : (tally.fresh.doubt ?? tally.stable?.doubt));
}

const withReason = ({ verdict, why }: GateVerdict, reason: string | undefined): GateVerdict => ({
  verdict,
  why: reason === undefined ? why : `${why}; the last time: ${reason}`,
});

/** At most ten lines a stint, and one at its end. */
function reporter(
  { clock, log, prober }: Observer,
  { ms, percent }: ObservationWindow,
  tally: ProbeComparison,
  started: number,
) {
  const every = Math.max(10_000, ms / 10);
  let next = started + every;
  return (end: boolean) => {
    const now = clock.now();
    if (!end && now < next) return;
    next = now + every;
    const elapsed = `${formatDuration(now - started)}${ms > 0 ? ` of ${formatDuration(ms)}` : ''}`;
    const seen = prober ? ` · ${describeProbes(summarizeProbes(tally.fresh))}` : '';
    const other = tally.stable ? ` · stable: ${describeProbes(summarizeProbes(tally.stable))}` : '';
    log.info(`${shareBar(percent, 10)} ${percent} %  ${elapsed}${seen}${other}`);
  };
}

export const newComparisonFor = (watcher: Observer): ProbeComparison => newComparison(watcher.stable !== undefined);
