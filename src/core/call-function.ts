import type { Clock } from './clock.js';
import { USER_AGENT } from './http/constants.js';
import type { CallResult } from './provider.js';

/** Of a body no more is read: an expectation is about its beginning, and a runaway answer must not fill the memory. */
const MAX_BODY_BYTES = 256 * 1024;

export interface FunctionCall {
  url: string;
  /** sent with POST; absent: GET */
  payload?: string;
  headers?: Record<string, string>;
  timeoutMs: number;
  clock: Clock;
  signal?: AbortSignal;
}

/**
 * One HTTP request to a function, as its callers send it. A redirect is an answer, not followed: the payload goes where the user said and nowhere else.
 * No answer at all is one too: status 0 and the reason as `error`.
 */
export async function callFunction({
  url,
  payload,
  headers,
  timeoutMs,
  clock,
  signal,
}: FunctionCall): Promise<CallResult> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const started = clock.now();
  const ended = (answer: Omit<CallResult, 'ms'>): CallResult => ({ ...answer, ms: clock.now() - started });
  try {
    const response = await fetch(url, {
      method: payload === undefined ? 'GET' : 'POST',
      body: payload,
      headers: { 'user-agent': USER_AGENT, 'cache-control': 'no-cache', ...contentType(payload), ...headers },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    return ended({ status: response.status, body: await readBodyStart(response) });
  } catch (error) {
    if (timeout.aborted) return ended({ status: 0, body: '', error: `within ${timeoutMs / 1000} s` });
    return ended({ status: 0, body: '', error: reasonOf(error) });
  }
}

function contentType(payload: string | undefined): Record<string, string> {
  if (payload === undefined) return {};
  return { 'content-type': /^\s*[[{"]/.test(payload) ? 'application/json' : 'text/plain; charset=utf-8' };
}

async function readBodyStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MAX_BODY_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString();
}

/** "ECONNREFUSED": fetch hides the reason in the cause. */
function reasonOf(error: unknown): string {
  const cause = field(error, 'cause');
  const code = field(cause, 'code');
  return typeof code === 'string' ? code : 'the connection failed';
}

const field = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && name in of ? (of as Record<string, unknown>)[name] : undefined;
