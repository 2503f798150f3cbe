import type { Clock } from '../core/clock.js';
import type { Log } from '../core/log.js';
import type { Provider } from '../core/provider.js';
import { alarms } from './alarms.js';
import { gate, type Rules, type Verdict } from './gate.js';
import type { Prober } from './probe.js';
import type { RolloutRequest } from './request.js';
import { counts, evidence, newTally, note, sayCounts, type Tally } from './tally.js';
import { bar, inWords } from './words.js';

/** What watching needs. */
export interface Watcher {
  request: RolloutRequest;
  provider: Provider;
  clock: Clock;
  log: Log;
  signal?: AbortSignal;
  prober?: Prober;
  version: string;
  /** the version to compare with; absent: no comparison */
  stable?: string;
  rules: Rules;
}

/** One stretch of watching. */
export interface Stint {
  /** for how long at least, in ms; 0: only until the sample is complete */
  ms: number;
  /** percent of the traffic that the new version has meanwhile */
  percent: number;
}

/** from one probe to the next where nothing but the sample is waited for */
const SAMPLING_MS = 1000;

/** Are there any eyes on the new version? Without them a step only waits. */
export const watched = ({ prober, request }: Watcher): boolean => prober !== undefined || request.alarmNames.length > 0;

/**
 * Probes at the interval until the time is over and the sample complete, and lets the gate decide. A failure ends it
 * at once. Gives up on the sample after twice as many probes as it needs.
 */
export async function watch(watcher: Watcher, stint: Stint, tally: Tally): Promise<Verdict> {
  const { clock, request, signal } = watcher;
  const started = clock.now();
  const report = reporter(watcher, stint, tally, started);
  const eyes = alarms(request.alarmNames, watcher.provider, clock, watcher.log);
  for (let round = 1; ; round++) {
    await probe(watcher, tally);
    const bad = (await eyes.look()) ?? failing(watcher, tally);
    const left = started + stint.ms - clock.now();
    const over = left <= 0 && (complete(watcher, tally) || round >= 2 * request.probeCount);
    report(over || bad !== undefined);
    if (bad) return bad;
    if (over) return verdict(watcher, tally, stint.percent > 0 ? eyes.doubt() : undefined);
    const pause = left > 0 ? Math.min(left, request.probeInterval) : Math.min(SAMPLING_MS, request.probeInterval);
    await clock.sleep(Math.max(1, pause), signal);
  }
}

async function probe({ prober, version, stable }: Watcher, tally: Tally): Promise<void> {
  if (!prober) return;
  note(tally.fresh, await prober.probe(version));
  if (tally.stable && stable !== undefined) note(tally.stable, await prober.probe(stable));
}

function complete({ prober, rules }: Watcher, { fresh, stable }: Tally): boolean {
  if (!prober) return true;
  return Math.min(fresh.samples.length, stable?.samples.length ?? Number.POSITIVE_INFINITY) >= rules.need;
}

/** More failures than allowed need no further sample. The comparison waits for its end: it may look only once. */
function failing({ rules }: Watcher, { fresh }: Tally): Verdict | undefined {
  const early = gate({ fresh: fresh.samples }, rules);
  return early.verdict === 'fail' ? withReason(early, fresh.failure) : undefined;
}

function verdict({ prober, rules }: Watcher, tally: Tally, doubt: string | undefined): Verdict {
  if (!prober) {
    return doubt === undefined
      ? { verdict: 'pass', why: 'no alarm rang' }
      : { verdict: 'not-enough-evidence', why: doubt };
  }
  const end = gate(evidence(tally), rules);
  if (end.verdict === 'pass') return end;
  return withReason(end, end.verdict === 'fail' ? tally.fresh.failure : (tally.fresh.doubt ?? tally.stable?.doubt));
}

const withReason = ({ verdict, why }: Verdict, reason: string | undefined): Verdict => ({
  verdict,
  why: reason === undefined ? why : `${why}; the last time: ${reason}`,
});

/** At most ten lines a stint, and one at its end. */
function reporter({ clock, log, prober }: Watcher, { ms, percent }: Stint, tally: Tally, started: number) {
  const every = Math.max(10_000, ms / 10);
  let next = started + every;
  return (end: boolean) => {
    const now = clock.now();
    if (!end && now < next) return;
    next = now + every;
    const elapsed = `${inWords(now - started)}${ms > 0 ? ` of ${inWords(ms)}` : ''}`;
    const seen = prober ? ` · ${sayCounts(counts(tally.fresh))}` : '';
    const other = tally.stable ? ` · stable: ${sayCounts(counts(tally.stable))}` : '';
    log.info(`${bar(percent)} ${percent} %  ${elapsed}${seen}${other}`);
  };
}

export const freshTally = (watcher: Watcher): Tally => newTally(watcher.stable !== undefined);
