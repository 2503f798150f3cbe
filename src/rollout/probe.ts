import type { Clock } from '../core/clock.js';
import { inputError, messageOf, stopReason } from '../core/errors.js';
import { callFunction as askUrl } from '../core/http/call-function.js';
import type { Log } from '../core/log.js';
import type { CallResult, Provider } from '../core/provider.js';
import { redactSecrets } from '../core/redact-secrets.js';
import type { RolloutRequest } from '../core/request.js';
import { untilStopped } from '../core/time-limit.js';
import { type Redact, violation } from './expectations.js';
import type { ProbeSample } from './gate.js';
import { logExcerpt } from './log-excerpt.js';

/** What one probe says: a judged answer, or nothing about the version. */
export type ProbeOutcome =
  /** `unreached`: no version was reached, for the address is wrong or lets nobody in */
  { sample: ProbeSample; why?: string; unreached?: true } | { inconclusive: string };

export interface Prober {
  /** it reaches the version that it is asked for; otherwise whatever is live answers */
  byNumber: boolean;
  /** "GET https://…", for the log: no query, for it may hold a key */
  what: string;
  /** Never throws but `interrupted`. */
  probe(version: string): Promise<ProbeOutcome>;
}

export interface ProbeContext {
  provider: Provider;
  clock: Clock;
  signal?: AbortSignal;
  /** knows what is masked */
  log?: Pick<Log, 'clean'>;
}

const VERSION = '{version}';
const NOTHING_ANSWERS_FOR_MS = 30_000;

/** How this request probes; undefined: it does not, for nothing is invoked unasked. Throws `input`. */
export function prober(request: RolloutRequest, context: ProbeContext): Prober | undefined {
  const way = probeMethod(request, context);
  if (!way) return undefined;
  const known = new Set<string>();
  const redact: Redact = (text) => redactSecrets(context.log?.clean?.(text) ?? text);
  return {
    byNumber: way.byNumber,
    what: way.what,
    async probe(version) {
      const cold = !known.has(version);
      known.add(version);
      try {
        const answer = await untilStopped(way.ask(version), context.signal);
        return judgeAnswer({ request, way, version, cold, redact }, answer);
      } catch (error) {
        if (context.signal?.aborted) throw stopReason(context.signal);
        // It becomes the end of a sentence that has a full stop of its own.
        return { inconclusive: messageOf(error).replace(/\.+$/, '') };
      }
    },
  };
}

interface ProbeMethod extends Pick<Prober, 'byNumber' | 'what'> {
  ask(version: string): Promise<CallResult>;
}

function probeMethod(
  { probe: { url: probeUrl, payload, logs: log, maxLatency: probeMaxLatency } }: RolloutRequest,
  context: ProbeContext,
) {
  const { provider, clock, signal } = context;
  if (probeUrl !== undefined) {
    const timeoutMs = Math.max(NOTHING_ANSWERS_FOR_MS, 2 * (probeMaxLatency ?? 0));
    const urlOf = (version: string) => probeUrl.replaceAll(VERSION, encodeURIComponent(version));
    const what = `${payload === undefined ? 'GET' : 'POST'} ${publicPart(probeUrl)}`;
    const ask = (version: string) => askUrl({ url: urlOf(version), payload, timeoutMs, clock, signal });
    return { byNumber: probeUrl.includes(VERSION), what, ask } satisfies ProbeMethod;
  }
  if (payload === undefined) return undefined;
  const { invoke, callLive: live } = provider;
  if (invoke) {
    return {
      byNumber: true,
      what: 'run by number',
      ask: (version) => invoke(version, payload, { log }),
    } satisfies ProbeMethod;
  }
  if (live) return { byNumber: false, what: 'a call of what is live', ask: () => live(payload) } satisfies ProbeMethod;
  const problem = `${provider.capabilities.title} cannot run one version by its number.`;
  throw inputError('probe.payload', '', problem, 'Say with `probe.url` where it can be called.');
}

function publicPart(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? '';
}

interface Asked {
  request: RolloutRequest;
  way: ProbeMethod;
  version: string;
  /** the first call of this version */
  cold: boolean;
  redact: Redact;
}

function judgeAnswer({ request, way, version, cold, redact }: Asked, answer: CallResult): ProbeOutcome {
  // Too many requests says something about us, not about the version.
  if (answer.status === 429) return { inconclusive: 'status 429: too many requests' };
  if (way.byNumber && answer.version !== undefined && answer.version !== version) {
    return { inconclusive: `version ${answer.version} answered instead of ${version}` };
  }
  const wrong = violation(request.probe.expect, answer, redact) ?? tooSlow(request, answer, cold);
  const sample: ProbeSample = { ok: wrong === undefined, ms: answer.ms, ...(cold && { cold }) };
  if (wrong === undefined) return { sample };
  const unreached = reachesNoVersion(request, answer) && ({ unreached: true } as const);
  return {
    sample,
    why: `${wrong}${answerExcerpt(answer.body, redact)}${logExcerpt(answer.log, redact)}`,
    ...unreached,
  };
}

const NO_SERVER = /^(ENOTFOUND|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|.*CERT.*)$/;

/**
 * A broken version times out, breaks the connection or answers 5xx; 4xx is about the request. Who expects a status says
 * with it what tells the versions apart.
 */
function reachesNoVersion({ probe: { expect } }: RolloutRequest, { status, error = '' }: CallResult): boolean {
  if (status === 0) return NO_SERVER.test(error);
  return status >= 400 && status < 500 && status !== 408 && !expect.some(({ kind }) => kind === 'status');
}

function tooSlow(
  { probe: { maxLatency: most } }: RolloutRequest,
  { ms }: CallResult,
  cold: boolean,
): string | undefined {
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
