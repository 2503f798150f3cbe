import type { Readable } from 'node:stream';
import axios from 'axios';
import type { Clock } from '../clock.js';
import type { CallResult } from '../provider.js';
import { USER_AGENT } from './constants.js';
import { proxyFor } from './proxy.js';

/** Of a body no more is read: an expectation is about its beginning, and a runaway answer must not fill the memory. */
const MAX_BODY_BYTES = 256 * 1024;

const HEADERS = { accept: '*/*', 'user-agent': USER_AGENT, 'cache-control': 'no-cache' };

export interface FunctionCall {
  url: string;
  /** sent with POST; absent: GET */
  payload?: string;
  headers?: Record<string, string>;
  timeoutMs: number;
  clock: Clock;
  signal?: AbortSignal;
  /** the header in which the vendor says which version has answered */
  versionHeader?: string;
}

/** A connection that was lost on the way. It may be the network's doing as well as the function's. */
const LOST = /^(ECONNRESET|EPIPE|ECONNABORTED)$/;

/**
 * One HTTP request to a function, as its callers send it. A redirect is an answer, not followed: the payload goes where the user said and nowhere else.
 * No answer at all is one too: status 0 and the reason as `error`. A connection that was lost is no answer yet: it is
 * asked once more, and a function that breaks each connection breaks that one, too.
 */
export async function callFunction(call: FunctionCall): Promise<CallResult> {
  const answer = await callOnce(call);
  return LOST.test(answer.error ?? '') && !call.signal?.aborted ? callOnce(call) : answer;
}

async function callOnce(call: FunctionCall): Promise<CallResult> {
  const { url, payload, headers, timeoutMs, clock, signal, versionHeader } = call;
  const timeout = AbortSignal.timeout(timeoutMs);
  const started = clock.now();
  const ended = (answer: Omit<CallResult, 'ms'>): CallResult => ({ ...answer, ms: clock.now() - started });
  try {
    const response = await axios.request<Readable>({
      url,
      method: payload === undefined ? 'GET' : 'POST',
      data: payload,
      headers: { ...HEADERS, ...contentType(payload), ...headers },
      maxRedirects: 0,
      validateStatus: null,
      responseType: 'stream',
      transformRequest: (data: unknown) => data,
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      ...proxyFor(new URL(url)),
    });
    const version: unknown = versionHeader === undefined ? undefined : response.headers[versionHeader];
    const told = typeof version === 'string' && { version };
    return ended({ status: response.status, body: await readBodyStart(response.data), ...told });
  } catch (error) {
    if (timeout.aborted) return ended({ status: 0, body: '', error: `within ${timeoutMs / 1000} s` });
    return ended({ status: 0, body: '', error: reasonOf(error) });
  }
}

function contentType(payload: string | undefined): Record<string, string> {
  if (payload === undefined) return {};
  return { 'content-type': /^\s*[[{"]/.test(payload) ? 'application/json' : 'text/plain; charset=utf-8' };
}

async function readBodyStart(stream: Readable): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString();
}

/** "ECONNREFUSED" */
function reasonOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'the connection failed';
}
