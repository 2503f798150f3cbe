import type { Clock } from '../core/clock.js';
import { inputError, messageOf, stopReason } from '../core/errors.js';
import { callFunction } from '../core/http/call-function.js';
import type { Log } from '../core/log.js';
import type { CallResult, Provider } from '../core/provider.js';
import { redactSecrets } from '../core/redact-secrets.js';
import type { Request, RolloutRequest } from '../core/request.js';
import { untilStopped } from '../core/time-limit.js';
import { type Redact, violation } from './expectations.js';
import { logExcerpt } from './log-excerpt.js';
import { PARALLEL } from './sampling.js';

/** One answer of a version, judged. */
export interface ProbeSample {
  ok: boolean;
  ms: number;
  /** a version's first answers: their latency is a cold start, and says nothing */
  cold?: boolean;
}

/** What one probe says: a judged answer, or nothing about any version. */
export type ProbeOutcome =
  /** `unreached`: no version was reached, for the address is wrong or lets nobody in */
  | {
      sample: ProbeSample;
      why?: string;
      unreached?: true;
      /** who answered, where the answer tells */
      version?: string;
    }
  | { inconclusive: string };

export interface Prober {
  /** "GET https://…", for the log: no query, for it may hold a key */
  what: string;
  /** Asks one version by its number. Absent: that cannot be done. Never throws but `interrupted`. */
  byNumber?(version: string): Promise<ProbeOutcome>;
  /**
   * Calls by the way callers come, where whichever version is live answers; `expected`: the only one that can.
   * Absent: the probe knows no such way. Never throws but `interrupted`.
   */
  live?(expected?: string): Promise<ProbeOutcome>;
  /** calls sent so far */
  sent(): number;
}

export interface ProbeContext {
  provider: Provider;
  clock: Clock;
  signal?: AbortSignal;
  /** knows what is masked */
  log?: Pick<Log, 'clean'>;
}

export type ProbeRequest = Pick<RolloutRequest, 'probe'> & Pick<Request, 'alias'>;

const VERSION = '{version}';
const NOTHING_ANSWERS_FOR_MS = 30_000;

/** How this request probes; undefined: it does not, for nothing is invoked unasked. Throws `input`. */
export function prober(request: ProbeRequest, context: ProbeContext): Prober | undefined {
  const way = probeMethod(request, context);
  if (!way) return undefined;
  const redact: Redact = (text) => redactSecrets(context.log?.clean?.(text) ?? text);
  const { byNumber, live } = way;
  const answered = new Map<string, number>();
  let sent = 0;
  const coldAnswers = context.provider.capabilities.callLimit ? 1 : PARALLEL;
  const probe = async (ask: () => Promise<CallResult>, wanted?: string, expected?: string): Promise<ProbeOutcome> => {
    sent++;
    try {
      const answer = await untilStopped(ask(), context.signal);
      const who = wanted ?? answer.version ?? expected ?? '';
      const before = answered.get(who) ?? 0;
      answered.set(who, before + 1);
      return judgeAnswer({ request, cold: before < coldAnswers, wanted, redact }, answer);
    } catch (error) {
      if (context.signal?.aborted) throw stopReason(context.signal);
      // It becomes the end of a sentence that has a full stop of its own.
      return { inconclusive: messageOf(error).replace(/\.+$/, '') };
    }
  };
  return {
    what: way.what,
    ...(byNumber && { byNumber: (version: string) => probe(() => byNumber(version), version) }),
    ...(live && { live: (expected?: string) => probe(live, undefined, expected) }),
    sent: () => sent,
  };
}

interface ProbeMethod {
  what: string;
  byNumber?(version: string): Promise<CallResult>;
  live?(): Promise<CallResult>;
}

function probeMethod(request: ProbeRequest, context: ProbeContext): ProbeMethod | undefined {
  const { url, payload, logs: log } = request.probe;
  if (url !== undefined) return urlMethod(request, url, context);
  if (payload === undefined) return undefined;
  const { invoke, callLive, capabilities } = context.provider;
  if (invoke) {
    const byNumber = (version: string) => invoke(version, payload, { log });
    if (capabilities.aliases !== 'many') return { byNumber, what: 'run by number' };
    return {
      byNumber,
      live: () => invoke(request.alias, payload, { log }),
      what: `run by number and by the alias ${request.alias}`,
    };
  }
  if (callLive) return { what: 'a call of what is live', live: () => callLive(payload) };
  const problem = `${capabilities.title} cannot run one version by its number.`;
  throw inputError('probe.payload', '', problem, 'Say with `probe.url` where it can be called.');
}

function urlMethod({ probe: { payload, maxLatency } }: ProbeRequest, url: string, context: ProbeContext): ProbeMethod {
  const { clock, signal, provider } = context;
  const timeoutMs = Math.max(NOTHING_ANSWERS_FOR_MS, 2 * (maxLatency ?? 0));
  const { versionHeader } = provider.capabilities;
  const what = `${payload === undefined ? 'GET' : 'POST'} ${publicPart(url)}`;
  const ask = (to: string) => callFunction({ url: to, payload, timeoutMs, clock, signal, versionHeader });
  if (!url.includes(VERSION)) return { what, live: () => ask(url) };
  return { what, byNumber: (version) => ask(url.replaceAll(VERSION, encodeURIComponent(version))) };
}

function publicPart(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}

interface Asked {
  request: ProbeRequest;
  /** the first calls of a version */
  cold: boolean;
  /** the version that was asked by its number */
  wanted?: string;
  redact: Redact;
}

function judgeAnswer({ request, cold, wanted, redact }: Asked, answer: CallResult): ProbeOutcome {
  // Too many requests says something about us, not about the version.
  if (answer.status === 429) return { inconclusive: 'status 429: too many requests' };
  const { version } = answer;
  if (wanted !== undefined && version !== undefined && version !== wanted) {
    return { inconclusive: `version ${version} answered instead of ${wanted}` };
  }
  const wrong = violation(request.probe.expect, answer, redact) ?? tooSlow(request, answer, cold);
  const sample: ProbeSample = { ok: wrong === undefined, ms: answer.ms, ...(cold && { cold }) };
  const who = version === undefined ? {} : { version };
  if (wrong === undefined) return { sample, ...who };
  const unreached = reachesNoVersion(request, answer) && ({ unreached: true } as const);
  const why = `${wrong}${answerExcerpt(answer.body, redact)}${logExcerpt(answer.log, redact)}`;
  return { sample, ...who, why, ...unreached };
}

const NO_SERVER = /^(ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|.*CERT.*)$/;

/**
 * A broken version times out, breaks the connection or answers 5xx; 4xx is about the request. Who expects a status says
 * with it what tells the versions apart.
 */
function reachesNoVersion({ probe: { expect } }: ProbeRequest, { status, error = '' }: CallResult): boolean {
  if (status === 0) return NO_SERVER.test(error);
  return status >= 400 && status < 500 && status !== 408 && !expect.some(({ kind }) => kind === 'status');
}

function tooSlow({ probe: { maxLatency: most } }: ProbeRequest, { ms }: CallResult, cold: boolean): string | undefined {
  return most === undefined || cold || ms <= most ? undefined : `it took ${ms} ms (${most} ms allowed)`;
}

/** A secret that is cut here is far behind what is shown. */
const EXCERPT_FROM = 8192;
const EXCERPT = 240;

/** The beginning of an answer, for a person who looks for the reason. Redacted before it is cut and its lines joined. */
export function answerExcerpt(body: string, redact: Redact = redactSecrets): string {
  const text = redact(body.slice(0, EXCERPT_FROM)).replace(/\s+/g, ' ').trim();
  if (text === '') return '';
  return `; it said: ${text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1)}…` : text}`;
}
