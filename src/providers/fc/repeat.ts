import type { Clock } from '../../core/clock.js';
import { NoAnswer, type Received } from './transport.js';

/** Attempts in all, the first included. */
const ATTEMPTS = 4;

/** Never longer than this, whatever Retry-After asks for; in ms. */
const LONGEST = 30_000;

/**
 * How long to wait before the next attempt, in ms: what Retry-After says (seconds or a date), else 200 ms doubled
 * with each attempt and spread, so that many jobs do not come back at the same moment.
 */
function pauseBefore(attempt: number, retryAfter: string | undefined, clock: Clock): number {
  const asked = retryAfter === undefined ? Number.NaN : askedFor(retryAfter, clock);
  if (!Number.isNaN(asked)) return Math.min(Math.max(0, asked), LONGEST);
  return Math.min(200 * 2 ** (attempt - 1), LONGEST) * (0.75 + Math.random() / 2);
}

function askedFor(retryAfter: string, clock: Clock): number {
  if (/^\d+(\.\d+)?$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
  return Date.parse(retryAfter) - clock.now();
}

/** No byte of the request reached anyone. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
/** The connection was lost on the way: the request may have been done. */
const LOST = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_BAD_RESPONSE',
]);

export const wasUnsent = (code: string | undefined): boolean => UNSENT.has(code ?? '');
const wasLost = (code: string | undefined): boolean => LOST.has(code ?? '');

/**
 * May the request be sent again? A 429 was not worked on, nor was what never left; after anything else only a
 * request that does the same twice as once.
 */
function mayRepeat(outcome: { status?: number; code?: string }, safe: boolean): boolean {
  const { status, code } = outcome;
  if (status === 429 || wasUnsent(code)) return true;
  if (!safe) return false;
  return status === undefined ? wasLost(code) : status >= 500 && status !== 501;
}

export type Outcome = Received<Buffer> | NoAnswer;

export interface Persistence {
  /** doing it twice is the same as doing it once */
  safe: boolean;
  clock: Clock;
  signal?: AbortSignal;
  /** no pause goes beyond this; ms since the epoch */
  until?: number;
}

/** Sends until there is an answer worth having, or no point in another attempt. Throws `interrupted`. */
export async function persist(once: () => Promise<Outcome>, options: Persistence): Promise<Outcome> {
  const { safe, clock, signal, until = Number.POSITIVE_INFINITY } = options;
  for (let attempt = 1; ; attempt++) {
    const outcome = await once();
    const facts = outcome instanceof NoAnswer ? { code: outcome.code } : { status: outcome.status };
    if (attempt === ATTEMPTS || !mayRepeat(facts, safe)) return outcome;
    const retryAfter = outcome instanceof NoAnswer ? undefined : outcome.headers['retry-after'];
    const pause = pauseBefore(attempt, retryAfter, clock);
    if (clock.now() + pause > until) return outcome;
    await clock.sleep(pause, signal);
  }
}

export const succeeded = (outcome: Outcome): outcome is Received<Buffer> =>
  !(outcome instanceof NoAnswer) && outcome.status < 300;
