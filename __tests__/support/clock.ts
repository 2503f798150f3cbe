import type { Clock } from '../../src/core/clock.js';
import { stopReason } from '../../src/core/errors.js';

/** A clock whose waiting takes no time: `sleep` moves it on. */
export interface FakeClock extends Clock {
  /** every pause asked for, in ms */
  readonly sleeps: number[];
  /** time passes without anybody sleeping */
  advance(ms: number): void;
  /** Calls `what` as soon as the clock has reached `ms` after its start (once, before the sleeper wakes). */
  at(ms: number, what: () => void): void;
}

/** Starts at 2026-01-01T00:00:00Z unless told otherwise. */
export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  const sleeps: number[] = [];
  const events: { when: number; what: () => void }[] = [];
  const pass = (end: number, stop: () => boolean) => {
    events.sort((a, b) => a.when - b.when);
    while (!stop()) {
      const next = events[0];
      if (!next || next.when > end) {
        now = end;
        return;
      }
      events.shift();
      now = Math.max(now, next.when);
      next.what();
    }
  };
  return {
    sleeps,
    now: () => now,
    advance: (ms) => pass(now + ms, () => false),
    at: (ms, what) => void events.push({ when: start + ms, what }),
    after(ms, then) {
      const event = { when: now + ms, what: then };
      events.push(event);
      return () => {
        const at = events.indexOf(event);
        if (at >= 0) events.splice(at, 1);
      };
    },
    async sleep(ms, signal) {
      sleeps.push(ms);
      await Promise.resolve();
      if (!signal?.aborted) pass(now + ms, () => signal?.aborted ?? false);
      if (signal?.aborted) throw stopReason(signal);
    },
  };
}
