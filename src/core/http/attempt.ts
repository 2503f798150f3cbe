import { pipeline, type Readable, Transform } from 'node:stream';
import { AxiosError, type AxiosResponse, getAdapter, type InternalAxiosRequestConfig } from 'axios';
import { stopReason } from '../errors.js';
import { untilStopped } from '../time-limit.js';
import { MAX_TIMER_MS } from './constants.js';
import { beginsAsJson } from './json-body.js';
import { CUT_OFF, DAMAGED, type RetryPolicy } from './retry-policy.js';
import type { HttpContext, HttpRequest, HttpService } from './types.js';

/** What one attempt needs; `form` is how the answer's body is read. */
export interface AttemptOptions {
  service: HttpService;
  context: HttpContext;
  request: HttpRequest;
  form: 'bytes' | 'json' | 'stream';
  policy: RetryPolicy;
}

/**
 * One attempt, as an adapter of axios, so that axios-retry repeats all of it: signed afresh, its body opened afresh,
 * with an end to its waiting. Throws AxiosError (`code`: Node's, ETIMEDOUT, DAMAGED or CUT_OFF), or DeployError for
 * what must not be repeated.
 */
export async function attempt(config: InternalAxiosRequestConfig, options: AttemptOptions): Promise<AxiosResponse> {
  const { service, context, request, form } = options;
  const guard = createGuard(options);
  try {
    // What signs may have to ask somebody for its keys first.
    config.headers.set(await untilStopped(service.sign(unsigned(config, request)), guard.signal));
    const body = request.body?.open();
    const streams = body !== undefined && !Buffer.isBuffer(body);
    config.data = streams ? guard.metered(body) : body;
    config.timeout = streams ? 0 : guard.silenceMs;
    config.signal = guard.signal;
    const response = await getAdapter('http')(config);
    if (form === 'stream') return guard.endWith(response);
    const damage = form === 'json' ? damageOf(response, request) : undefined;
    if (damage !== undefined) throw new AxiosError('', damage, config, undefined, response);
    guard.end();
    return response;
  } catch (error) {
    guard.end();
    if (context.signal?.aborted) throw stopReason(context.signal);
    if (guard.signal.aborted) throw new AxiosError('', 'ETIMEDOUT', config);
    throw isCutOff(error) ? new AxiosError(error.message, CUT_OFF, config, undefined, error.response) : error;
  } finally {
    // Axios would put its own "canceled" in the place of our error.
    config.signal = undefined;
  }
}

function unsigned(config: InternalAxiosRequestConfig, { what, method, body }: HttpRequest) {
  const given = Object.entries(config.headers.toJSON()).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { what, method, body, url: new URL(config.url ?? ''), headers: Object.fromEntries(given) };
}

/** A good status, and a body that broke off. */
const isCutOff = (error: unknown): error is AxiosError =>
  error instanceof AxiosError && error.response !== undefined && error.response.status < 300 && error.code !== DAMAGED;

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** What is wrong with an answer that should be JSON, and about what was asked; undefined: it is. */
function damageOf(
  { data, status }: AxiosResponse,
  { fits = isObject }: HttpRequest,
): typeof CUT_OFF | typeof DAMAGED | undefined {
  const text = String(data);
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) && fits(body, status) ? undefined : DAMAGED;
  } catch {
    return beginsAsJson(text) ? CUT_OFF : DAMAGED;
  }
}

/**
 * Ends an attempt at the deadline, when the run is told to stop, and when nothing has moved for `silenceMs`. Axios
 * counts its own timeout from the beginning of the request, so what is uploaded is metered here.
 */
function createGuard({ context, request, policy }: AttemptOptions) {
  const { clock, deadline, signal } = context;
  const { patience = 'control' } = request;
  const { silenceMs, graceMs } = policy;
  const leftMs = Math.min(MAX_TIMER_MS, Math.max(graceMs, deadline - clock.now()));
  const limitMs = patience === 'control' ? Math.min(silenceMs, leftMs) : 0;
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timers = { deadline: setTimeout(abort, leftMs), silence: undefined as NodeJS.Timeout | undefined };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const touch = () => {
    clearTimeout(timers.silence);
    if (limitMs > 0) timers.silence = setTimeout(abort, limitMs);
  };
  const end = () => {
    clearTimeout(timers.deadline);
    clearTimeout(timers.silence);
    signal?.removeEventListener('abort', abort);
  };
  return {
    signal: controller.signal,
    /** ms; 0: no limit but the deadline */
    silenceMs: limitMs,
    end,
    /** The answer's body goes on until it ends, is destroyed, or the deadline comes. */
    endWith(response: AxiosResponse<Readable>) {
      clearTimeout(timers.silence);
      response.data.once('close', end);
      return response;
    },
    metered(body: Readable): Readable {
      touch();
      const meter = new Transform({
        transform(chunk, _encoding, done) {
          touch();
          done(null, chunk);
        },
      });
      return pipeline(body, meter, () => undefined) as Transform;
    },
  };
}
