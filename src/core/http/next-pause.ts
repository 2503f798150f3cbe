import type { Clock } from '../clock.js';
import { DeployError, mayHaveTakenEffect } from '../errors.js';
import {
  type FailedAttempt,
  isDoubtful,
  mayRepeat,
  parseRetryAfter,
  pauseBeforeRepeat,
  RETRY_POLICY,
} from './retry-policy.js';

/** The time that a run has left. */
export interface RunTime {
  clock: Clock;
  /** ms since the epoch */
  deadline: number;
}

export interface RepeatOptions extends RunTime {
  /** attempts that have failed so far */
  count: number;
  /** doing it twice is the same as doing it once */
  safe: boolean;
  /** `work`: a function is being called, which is tried a few times only */
  patience?: 'control' | 'work';
}

/**
 * ms to wait before the same request is sent again. undefined: it is not, because it must not be, or because the
 * deadline would come first.
 */
export function nextPause(
  failed: FailedAttempt,
  { count, safe, patience, clock, deadline }: RepeatOptions,
): number | undefined {
  if (!mayRepeat(failed, safe)) return undefined;
  const doubtful = isDoubtful(failed.code) || patience === 'work';
  const askedMs = parseRetryAfter(failed.retryAfter, clock.now());
  return pauseInTime({ count, doubtful, askedMs }, { clock, deadline });
}

/** What is known of a request that may be repeated. */
export interface Repeat {
  /** attempts that have failed so far */
  count: number;
  /** waiting seldom helps */
  doubtful: boolean;
  /** the pause that the server asks for */
  askedMs?: number;
}

/** ms to wait before a repeat; undefined: it has been tried often enough, or the deadline would come first. */
export function pauseInTime(
  { count, doubtful, askedMs }: Repeat,
  { clock, deadline }: RunTime,
  policy = RETRY_POLICY,
): number | undefined {
  if (doubtful && count >= policy.doubtfulAttempts) return undefined;
  const pause = pauseBeforeRepeat(count, askedMs, policy);
  return clock.now() + pause < deadline ? pause : undefined;
}

/** Said by who stands before a server that is away. */
const isGateways = (status: number | undefined): boolean => status !== undefined && status >= 502 && status <= 504;

/**
 * The same for a write whose end was unclear and that, looked up, has not taken effect. A server that answers with an
 * error of its own is believed after a few attempts: it says the same to what it cannot read. One that restarts lets a
 * gateway answer in its place.
 */
export function nextWritePause(error: unknown, { count, clock, deadline }: RunTime & { count: number }) {
  if (!mayHaveTakenEffect(error)) return undefined;
  const answered = error instanceof DeployError && error.kind === 'vendor' && !isGateways(error.status);
  if (answered && count >= RETRY_POLICY.failedWriteAttempts) return undefined;
  const pause = pauseBeforeRepeat(count);
  return clock.now() + pause < deadline ? pause : undefined;
}
