/** What the child is told. */
export interface HandlerCall {
  /** stands before the answer on stdout, so that what the handler prints is told apart */
  mark: string;
  handler: string;
  /** base64 */
  event: string;
  /** an HTTP request: 2.0 hands it to its handlers as request and response */
  http?: {
    method: string;
    path: string;
    url: string;
    headers: Record<string, string>;
    queries: Record<string, string>;
    body: string;
  };
  context: object;
}

/** How it ended; `body` is base64. */
export interface HandlerEnd {
  ok: boolean;
  body: string;
  /** set through 2.0's response object */
  status?: number;
  headers?: Record<string, string>;
}

/**
 * What runs in the child, as the vendor's Node runtimes do: the event is a Buffer, a handler answers by promise or by
 * callback. Written as text because it runs in another process; the call comes over stdin.
 */
export const RUNTIME = String.raw`
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const call = JSON.parse(readFileSync(0, 'utf8'));
let ended = false;
const end = (result) => {
  if (ended) return;
  ended = true;
  const bytes = Buffer.from(call.mark + JSON.stringify(result));
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
  process.exit(0);
};
const bytesOf = (value) => {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return Buffer.from(value);
  return Buffer.from(JSON.stringify(value) ?? 'null');
};
const done = (value) => end({ ok: true, body: bytesOf(value).toString('base64') });
const fail = (errorType, error) => {
  const errorMessage = String(error?.message ?? error);
  const stackTrace = String(error?.stack ?? '').split('\n').slice(1).map((line) => line.trim());
  end({ ok: false, body: bytesOf({ errorMessage, errorType, stackTrace }).toString('base64') });
};
const failWith = (error) => fail(error?.name ?? 'Error', error);
process.on('uncaughtException', failWith);
process.on('unhandledRejection', failWith);

const dot = call.handler.lastIndexOf('.');
const file = call.handler.slice(0, dot);
const name = call.handler.slice(dot + 1);
const path = ['.js', '.mjs', '.cjs', ''].map((ending) => join(process.cwd(), file + ending)).find((one) => existsSync(one));
if (!path) fail('ImportModuleError', new Error("Cannot find module '" + file + "'"));

let loaded;
try {
  loaded = await import(pathToFileURL(path));
} catch (error) {
  fail(error instanceof SyntaxError ? 'UserCodeSyntaxError' : 'ImportModuleError', error);
}
const handler = loaded[name] ?? loaded.default?.[name];
if (typeof handler !== 'function') fail('HandlerNotFound', new Error("Handler '" + call.handler + "' not found"));

const logger = Object.fromEntries(['debug', 'info', 'warn', 'error', 'log'].map((level) => [level, console.error]));
const context = { ...call.context, logger };
const callback = (error, value) => (error ? failWith(error) : done(value));

// 2.0's handlers of HTTP triggers: (request, response, context)
const answer = { status: 200, headers: {} };
const response = {
  setStatusCode: (status) => { answer.status = status; },
  setHeader: (key, value) => { answer.headers[key] = String(value); },
  deleteHeader: (key) => { delete answer.headers[key]; },
  send: (body) => end({ ok: true, body: bytesOf(body).toString('base64'), ...answer }),
};
const asHttp = () => {
  const { method, path: at, url, headers, queries, body } = call.http;
  const request = { method, path: at, url, headers, queries, clientIP: '127.0.0.1', body: Buffer.from(body, 'base64') };
  return handler(request, response, context);
};
try {
  const value = call.http && handler.length === 3 ? asHttp() : handler(Buffer.from(call.event, 'base64'), context, callback);
  if (typeof value?.then === 'function') {
    const result = await value;
    if (!call.http || handler.length !== 3 || result !== undefined) done(result);
  } else if (handler.length < 3) done(value);
  else process.on('beforeExit', () => done(null));
} catch (error) {
  failWith(error);
}
`;
