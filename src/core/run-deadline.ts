import type { Clock } from './clock.js';
import { DeployError, interruptedError } from './errors.js';

/** The time that a run has, as one signal for everything that it sends and waits for. */
export interface RunDeadline {
  /** fires when the run is told to stop, or when its time is over; the reason is the DeployError to throw */
  signal: AbortSignal;
  /** ms since the epoch */
  at: number;
  /** Lets go of the timer and of the stop signal. */
  release(): void;
}

/** Putting traffic back is not part of `timeout`: it has this time of its own, in ms. */
export const RESTORE_MS = 60_000;

/**
 * A runner kills 10 s after it told us to stop. The last attempt to put traffic back begins before this (ms), so that
 * there is time left for the summary.
 */
export const RESTORE_WHEN_STOPPED_MS = 5500;

/** So long (ms) a failed run tries to find out what is live, also after its `timeout`. */
export const LAST_LOOK_MS = 5_000;

/** The same, once the run was told to stop: the summary must be written before the runner kills. */
export const LAST_LOOK_WHEN_STOPPED_MS = 1_500;

/** Begins to count now. `stop` fires when somebody cancels the run. */
export function runDeadline(clock: Clock, timeoutMs: number, stop?: AbortSignal): RunDeadline {
  const end = new AbortController();
  const cancel = clock.after(timeoutMs, () => end.abort(timeoutError(timeoutMs)));
  const stopped = () => end.abort(interruptedError());
  if (stop?.aborted) stopped();
  stop?.addEventListener('abort', stopped, { once: true });
  return {
    signal: end.signal,
    at: clock.now() + timeoutMs,
    release() {
      cancel();
      stop?.removeEventListener('abort', stopped);
    },
  };
}

const timeoutError = (ms: number) =>
  new DeployError('timeout', `The run took longer than its \`timeout\` of ${Math.round(ms / 1000)} s.`, {
    next: 'Run it again to go on from here, or give a longer `timeout`.',
  });
