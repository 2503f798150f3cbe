import type { Clock } from '../core/clock.js';
import { DeployError, isStop, messageOf } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { TrafficResult } from '../core/rollout-result.js';
import { LAST_MINUTE_MS, type TrafficSignal } from '../core/traffic-signals.js';
import type { TrafficSource, Verdict, VersionCounts } from './evidence.js';
import { type FailureEvidence, newFailureEvidence, newWhole, recordFailures } from './failure-gate.js';
import { addCounts } from './traffic-counts.js';
import { endOfSignal, type JudgedSignal, type SignalRules, stopSignal } from './traffic-verdict.js';

/** Numbers come by the minute; more often than this (ms) they are not asked for. */
const EVERY_MS = 15_000;
/** this many looks in a row may fail: one lost request is no reason to stop */
const MISSES = 3;

/** A source that is watched through a whole rollout: evidence against the new version goes on from step to step. */
export interface WatchedSource {
  source: TrafficSource;
  signals: readonly TrafficSignal[];
  wholes: FailureEvidence['whole'][];
  /** all calls so far, for the summary */
  result: TrafficResult;
}

export function watchSource(source: TrafficSource, signals: readonly TrafficSignal[]): WatchedSource {
  const none = (): VersionCounts => ({ calls: 0, errors: 0 });
  const { limitMs } = source;
  return {
    ...{ source, signals, wholes: signals.map(newWhole) },
    result: { source: source.name, fresh: none(), stable: none(), ...(limitMs !== undefined && { limitMs }) },
  };
}

/** `idle`: there were too few calls to say anything. */
export type TrafficVerdict = Verdict & { idle?: boolean };

/** What callers met during one step. */
export interface TrafficGate {
  name: string;
  /** Asks for what is new, now and then. A verdict as soon as something is clearly too much. Throws `input`. */
  look(): Promise<Verdict | undefined>;
  /**
   * The step is over since `overtime` ms: what its calls say. undefined: its last
   * minute is still to come.
   */
  verdict(overtime: number): TrafficVerdict | undefined;
  /** " · CloudWatch: 300 calls, 2 errors": so far, for the log */
  describe(): string;
}

/** One step. Times in ms since the epoch. */
export interface TrafficStep {
  from: number;
  to: number;
  rules: SignalRules;
  /** told of what is new */
  seen(fresh: VersionCounts): void;
  clock: Clock;
  log: Log;
}

export function newTrafficGate(watched: WatchedSource, step: TrafficStep): TrafficGate {
  const { source, result } = watched;
  const { clock, log, to, rules } = step;
  const judged = watched.signals.map((signal, i): JudgedSignal => {
    const whole = watched.wholes[i] ?? newWhole();
    return { signal, source: source.name, evidence: newFailureEvidence(whole) };
  });
  let [at, next, misses, complete] = [step.from, step.from, 0, false];
  const own: VersionCounts = { calls: 0, errors: 0 };
  const read = async () => {
    const seen = await source.look(at, Math.min(to, clock.now()));
    misses = 0;
    at = seen.to;
    complete = seen.complete && seen.to >= to;
    const { stable = { calls: 0, errors: 0 }, candidate: fresh = { calls: 0, errors: 0 } } = seen;
    addCounts(result.stable, stable);
    addCounts(result.fresh, fresh);
    if (fresh.calls > 0) step.seen(fresh);
    addCounts(own, fresh);
    for (const { signal, evidence } of judged)
      recordFailures(evidence, counted(signal, stable), counted(signal, fresh));
  };
  return {
    name: source.name,
    describe: () => ` · ${source.name}: ${own.calls} calls, ${own.errors} errors`,
    async look() {
      const now = clock.now();
      if (complete || now < next || now < at) return undefined;
      next = now + EVERY_MS;
      try {
        await read();
      } catch (error) {
        if (isStop(error) || (error instanceof DeployError && error.kind === 'input')) throw error;
        misses++;
        log.warning(`${source.name} could not be read: ${messageOf(error)}`);
      }
      return judged.map((one) => stopSignal(one, rules)).find((bad) => bad !== undefined);
    },
    verdict(overtime) {
      if (!complete && overtime < LAST_MINUTE_MS) return undefined;
      if (misses >= MISSES) return { verdict: 'unclear', why: `${source.name} could not be read` };
      const ends = judged.map((one) => endOfSignal(one, rules));
      return (
        ends.find(({ verdict }) => verdict === 'fail') ?? ends.find(({ verdict }) => verdict === 'unclear') ?? ends[0]
      );
    },
  };
}

const counted = ({ of }: TrafficSignal, { calls, errors, over = 0 }: VersionCounts) => ({
  sent: calls,
  failed: of === 'errors' ? errors : over,
});
