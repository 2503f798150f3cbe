import { setTimeout as delay } from 'node:timers/promises';
import { DeployError, isStop, stopReason } from './errors.js';

/** Time as an argument, so that tests need not wait. */
export interface Clock {
  /** ms since the epoch */
  now(): number;
  /** Waits. Throws why the signal fired as soon as it does: `interrupted` or `timeout`. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `then` once, after `ms`. Keeps no process alive. Returns how to cancel it. */
  after(ms: number, then: () => void): () => void;
}

const LONGEST_MS = 0x7fffffff;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      // A timer that is set for longer than 2^31 ms fires at once.
      await delay(Math.min(ms, LONGEST_MS), undefined, { signal });
      for (let left = ms - LONGEST_MS; left > 0; left -= LONGEST_MS) {
        await delay(Math.min(left, LONGEST_MS), undefined, { signal });
      }
    } catch {
      throw stopReason(signal);
    }
  },
  after(ms, then) {
    const timer = setTimeout(then, Math.min(ms, LONGEST_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface Wait {
  clock: Clock;
  /** ms since the epoch */
  deadline: number;
  signal?: AbortSignal;
  /** a noun phrase for the error: "version 7 to be built" */
  what: string;
  /** what the last look saw, for the error: "building" */
  last?: () => string;
}

/**
 * Calls `look` until it returns something other than undefined. The pause between two looks is a sixth of the time
 * waited so far, at least 100 ms and at most 1 s: what is ready after 3 s is seen within 0.5 s, after 12 s within 1 s
 * (plus the time that the look itself takes). The last look is at the deadline; then it throws `timeout`.
 */
export async function waitFor<T>(wait: Wait, look: () => Promise<T | undefined>): Promise<T> {
  const { clock } = wait;
  const started = clock.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    const waited = clock.now() - started;
    const left = wait.deadline - clock.now();
    if (left <= 0) throw waitedTooLong(wait, waited);
    try {
      await clock.sleep(Math.min(Math.max(100, Math.round(waited / 6)), 1000, left), wait.signal);
    } catch (error) {
      // What was waited for says more than that the time is over.
      if (isStop(error) && stopReason(wait.signal).kind === 'timeout') throw waitedTooLong(wait, clock.now() - started);
      throw error;
    }
  }
}

function waitedTooLong({ what, last }: Wait, waitedMs: number): DeployError {
  const seen = last ? ` (last seen: ${last()})` : '';
  return new DeployError('timeout', `Waited ${Math.round(waitedMs / 1000)} s for ${what}${seen}.`, {
    next: 'Run it again to go on from here, or give a longer `timeout`.',
  });
}
