import type { Clock } from './clock.js';
import { DeployError, stopReason } from './errors.js';

export interface TimeLimit {
  clock: Clock;
  ms: number;
  /** what else ends the work */
  signal?: AbortSignal;
  /** ms that several pieces of work share, where `ms` is what is left of them */
  inAll?: number;
}

/**
 * Does work that ends as soon as its signal fires: after `ms`, or when whoever asked has no time any more. The reason
 * is an error to throw; for the limit, one whose message is the end of a sentence.
 */
export async function withinLimit<T>(
  { clock, ms, signal, inAll }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const limit = inAll === undefined ? `${ms / 1000} s` : `the ${inAll / 1000} s that it has in all`;
  const over = () => end.abort(new DeployError('timeout', `it took longer than ${limit}`));
  const cancel = clock.after(ms, over);
  if (ms <= 0) over();
  try {
    return await work(signal ? AbortSignal.any([signal, end.signal]) : end.signal);
  } finally {
    cancel();
  }
}

/** Waits for work that may not heed the signal itself; nobody waits for it once the signal has fired. */
export async function untilStopped<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(stopReason(signal));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
