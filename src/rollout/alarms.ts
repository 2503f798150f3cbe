import type { Clock } from '../core/clock.js';
import { DeployError, isStop, messageOf } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { AlarmState, Provider } from '../core/provider.js';
import type { Verdict } from './evidence.js';

/** Alarms change by the minute; more often than this they are not asked for. */
const EVERY_MS = 15_000;
/** this many reads in a row may fail: one lost request is no reason to put traffic back */
const MISSES = 3;

export interface AlarmWatch {
  /**
   * A verdict as soon as one rings, or cannot be read any more; undefined: nothing to say. Asks now and then only, and
   * once more when the step is over (`end`: ms since the epoch), however short ago it asked before.
   */
  look(end?: number): Promise<Verdict | undefined>;
  /** Why the alarms do not prove that all is well; undefined: they are. */
  doubt(): string | undefined;
}

/** Watches the alarms of one step. Throws `input` from `look` for a name that the vendor does not know. */
export function watchAlarms(names: readonly string[], provider: Provider, clock: Clock, log: Log): AlarmWatch {
  let asked = Number.NEGATIVE_INFINITY;
  let misses = 0;
  let last: AlarmState[] = [];
  const read = async (): Promise<AlarmState[]> => {
    try {
      const states = (await provider.alarms?.(names)) ?? [];
      misses = 0;
      return states;
    } catch (error) {
      if (isStop(error) || (error instanceof DeployError && error.kind === 'input')) throw error;
      misses++;
      log.warning(`The alarms could not be read: ${messageOf(error)}`);
      return last;
    }
  };
  return {
    async look(end = Number.POSITIVE_INFINITY) {
      const now = clock.now();
      const atEnd = now >= end && asked < end;
      if (names.length === 0 || (now < asked + EVERY_MS && !atEnd)) return undefined;
      asked = now;
      last = await read();
      if (misses >= MISSES) return { verdict: 'unclear', why: 'the alarms could not be read' };
      const ringing = last.find(({ state }) => state === 'ringing');
      if (!ringing) return undefined;
      return { verdict: 'fail', why: `the alarm ${ringing.name} rings${ringing.reason ? `: ${ringing.reason}` : ''}` };
    },
    doubt() {
      if (last.length === 0) return 'the alarms could not be read';
      return last.every(({ state }) => state === 'unknown') ? 'the alarms have no data' : undefined;
    },
  };
}
