/** How long we wait for others, and how often we ask again. Retries have no count of their own: see `deadline`. */
export interface RetryPolicy {
  /** ms without an answer, or without a byte moving, after which one request is given up */
  silenceMs: number;
  /** ms for a connection to be made, where that can be told apart */
  connectMs: number;
  /** ms that a request may take which begins just before the deadline: its answer says more than a broken request */
  graceMs: number;
  /** ms before the first repeat; doubled with each one after it */
  firstPauseMs: number;
  /** ms; a pause grows to this, unless the server itself asks for more with `retry-after` */
  longestPauseMs: number;
  /** the share by which a pause may be longer or shorter, so that many jobs do not come back at the same moment */
  jitter: number;
  /** attempts where waiting seldom helps: a host name that does not exist, an answer that is not JSON, a function call */
  doubtfulAttempts: number;
  /** attempts of a write that the server answers with an error of its own, each after looking up whether it took effect */
  failedWriteAttempts: number;
}

/** The only place with these numbers (docs/adr/0009-transport.md). */
export const RETRY_POLICY: RetryPolicy = {
  silenceMs: 20_000,
  connectMs: 10_000,
  graceMs: 1_000,
  firstPauseMs: 200,
  longestPauseMs: 5_000,
  jitter: 0.25,
  doubtfulAttempts: 5,
  failedWriteAttempts: 3,
};

/** For what a run can do without, such as GitHub's side: it must not hold the run up. */
export const BEST_EFFORT = {
  attempts: 3,
  /** ms for one request, its answer's last byte included */
  requestMs: 20_000,
  /** ms for all requests of one piece of work, with the pauses between them */
  workMs: 20_000,
  /** ms */
  firstPauseMs: 500,
  /** ms; a `retry-after` beyond this is not waited for */
  longestPauseMs: 20_000,
} as const;

/** Codes of Node that say: not one byte of the request reached the server. ENOTFOUND is doubtful, see below. */
const UNSENT = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

/** Codes that say: the connection was lost on the way, so the request may have been worked on. */
const LOST = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

/** A whole answer with a good status that is not what it should be: not JSON, or not about what was asked. */
export const DAMAGED = 'ERR_DAMAGED_ANSWER';

/** A good status, and an answer that broke off. */
export const CUT_OFF = 'ERR_CUT_OFF';

/** What our own codes mean to a reader; Node's stand for themselves. */
export const wordsOfCode = (code: string | undefined): string =>
  code === DAMAGED ? 'not its usual JSON' : code === CUT_OFF ? 'the answer broke off' : String(code);

const DOUBTFUL = new Set(['ENOTFOUND', DAMAGED]);

/** What went wrong with one attempt. */
export interface FailedAttempt {
  /** HTTP status; absent: no answer came, or only a part of one */
  status?: number;
  /** Node's code, DAMAGED or CUT_OFF */
  code?: string;
  /** the header as it came: seconds, or a date */
  retryAfter?: string;
}

export const wasUnsent = (code: string | undefined): boolean => UNSENT.has(code ?? '');

/** Waiting seldom helps, so this is tried a few times only. */
export const isDoubtful = (code: string | undefined): boolean => DOUBTFUL.has(code ?? '');

/**
 * May the same request be sent again? `safe`: doing it twice is the same as doing it once. After a 429 and when
 * nothing reached the server, any request may; after anything else only a safe one.
 */
export function mayRepeat({ status, code }: FailedAttempt, safe: boolean): boolean {
  if (status === 429 || (status === undefined && wasUnsent(code))) return true;
  if (!safe) return false;
  if (status === undefined) return LOST.has(code ?? '') || code === DAMAGED || code === CUT_OFF;
  return status >= 500 && status !== 501;
}

/** ms that the server asks us to wait: seconds or a date. undefined: it asks for nothing. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** ms before the repeat number `count` (1 is the first): back-off with jitter, or longer where the server asks for it. */
export function pauseBeforeRepeat(count: number, askedMs = 0, policy = RETRY_POLICY): number {
  const { firstPauseMs, longestPauseMs, jitter } = policy;
  const pause = Math.min(firstPauseMs * 2 ** Math.min(count - 1, 20), longestPauseMs);
  return Math.max(pause * (1 - jitter + 2 * jitter * Math.random()), askedMs);
}
