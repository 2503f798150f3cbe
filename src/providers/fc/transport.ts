import type { Readable } from 'node:stream';
import axios, { type AxiosResponse } from 'axios';
import { messageOf, stopReason } from '../../core/errors.js';
import { isLoopback } from './check-endpoint.js';

export interface Sent {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: Readable | Buffer;
  /** of the whole exchange, in ms */
  timeoutMs: number;
  signal?: AbortSignal;
}

export interface Received<T> {
  status: number;
  /** lower-case names */
  headers: Record<string, string>;
  body: T;
}

/** No answer came. `code` is Node's, or ETIMEDOUT when our own time was up. */
export class NoAnswer extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** One HTTP exchange; any status is an answer. Throws `interrupted`. Redirects are not followed. */
export const exchange = (sent: Sent): Promise<Received<Buffer> | NoAnswer> =>
  request<Buffer>(sent, 'arraybuffer').catch((error: unknown) => {
    if (error instanceof NoAnswer) return error;
    throw error;
  });

/** The same with the answer's body as a stream; throws NoAnswer. */
export const exchangeStream = (sent: Sent): Promise<Received<Readable>> => request<Readable>(sent, 'stream');

async function request<T>(sent: Sent, responseType: 'arraybuffer' | 'stream'): Promise<Received<T>> {
  const { method, url, headers, body, timeoutMs, signal } = sent;
  const timeout = AbortSignal.timeout(Math.max(1, Math.round(timeoutMs)));
  try {
    const response: AxiosResponse<T> = await axios.request({
      method,
      url,
      headers,
      data: body,
      responseType,
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      // The request goes out as it was signed, the answer comes back as it was sent.
      transformRequest: (data: unknown) => data,
      transformResponse: (data: unknown) => data,
      validateStatus: () => true,
      maxRedirects: 0,
      // The runner's proxy is for the way out; what listens on this machine it cannot reach.
      ...(isLoopback(new URL(url)) && { proxy: false }),
      maxBodyLength: Number.POSITIVE_INFINITY,
      maxContentLength: responseType === 'stream' ? -1 : 64 * 1024 * 1024,
    });
    return { status: response.status, headers: flat(response.headers), body: response.data };
  } catch (error) {
    if (signal?.aborted) throw stopReason(signal);
    if (timeout.aborted) throw new NoAnswer('ETIMEDOUT', `no answer within ${Math.round(timeoutMs / 1000)} s`);
    throw new NoAnswer(codeOf(error), messageOf(error));
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'UNKNOWN';
}

function flat(headers: object): Record<string, string> {
  const pairs = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return Object.fromEntries(pairs);
}
