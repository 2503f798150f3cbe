import { setTimeout as delay } from 'node:timers/promises';
import { DeployError } from './errors.js';

/** Time as an argument, so that tests need not wait. */
export interface Clock {
  /** ms since the epoch */
  now(): number;
  /** Waits; throws `interrupted` as soon as the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
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
      throw new DeployError('interrupted', 'The run was told to stop.');
    }
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
 * Looks until `look` answers something else than undefined. Starts at 100 ms and grows to a sixth of the
 * time waited so far, at most 1 s: a thing that is ready after 3 s is seen within 0.5 s, after 12 s within 1 s, and
 * what a look takes on its way comes on top.
 * The last look is at the deadline; then it throws `timeout`.
 */
export async function waitFor<T>(wait: Wait, look: () => Promise<T | undefined>): Promise<T> {
  const { clock } = wait;
  const started = clock.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    const waited = clock.now() - started;
    const left = wait.deadline - clock.now();
    if (left <= 0) {
      const last = wait.last ? ` (last seen: ${wait.last()})` : '';
      throw new DeployError('timeout', `Waited ${Math.round(waited / 1000)} s for ${wait.what}${last}.`, {
        next: 'Run it again to go on from here, or give a longer `timeout`.',
      });
    }
    await clock.sleep(Math.min(Math.max(100, Math.round(waited / 6)), 1000, left), wait.signal);
  }
}
