/** What the child is told. */
export interface HandlerCall {
  /** stands before the answer on stdout, so that what the handler prints is told apart */
  mark: string;
  event: string;
  handler: string;
  name: string;
  version: string;
  arn: string;
  requestId: string;
  timeoutMs: number;
  memory: number;
}

/**
 * What runs in the child, as Lambda's own Node runtime does: find the module, call its handler in either style, and
 * say how it ended. Written as text because it runs in another process; the call comes over stdin.
 */
export const RUNTIME = String.raw`
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const call = JSON.parse(readFileSync(0, 'utf8'));
const started = Date.now();
const answer = (ok, payload) => {
  const text = Buffer.from(call.mark + JSON.stringify({ ok, payload }));
  for (let at = 0; at < text.length; ) {
    try {
      at += writeSync(1, text, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
  process.exit(0);
};
const fail = (errorType, errorMessage, error) =>
  answer(false, JSON.stringify({ errorType, errorMessage, trace: String(error?.stack ?? '').split('\n') }));
const failWith = (error) => fail(error?.name ?? 'Error', String(error?.message ?? error), error);

process.on('uncaughtException', failWith);
process.on('unhandledRejection', failWith);

const dot = call.handler.lastIndexOf('.');
const file = call.handler.slice(0, dot);
const name = call.handler.slice(dot + 1);
const path = ['.mjs', '.js', '.cjs', ''].map((end) => join(process.cwd(), file + end)).find((one) => existsSync(one));
if (!path) fail('Runtime.ImportModuleError', "Error: Cannot find module '" + file + "'");

let loaded;
try {
  loaded = await import(pathToFileURL(path));
} catch (error) {
  const syntax = error instanceof SyntaxError;
  fail(syntax ? 'Runtime.UserCodeSyntaxError' : 'Runtime.ImportModuleError', String(error), error);
}
const handler = loaded[name] ?? loaded.default?.[name];
if (typeof handler !== 'function') fail('Runtime.HandlerNotFound', call.handler + ' is undefined or not exported');

const done = (value) => answer(true, JSON.stringify(value) ?? 'null');
const callback = (error, value) => (error ? failWith(error) : done(value));
const context = {
  functionName: call.name,
  functionVersion: call.version,
  invokedFunctionArn: call.arn,
  awsRequestId: call.requestId,
  memoryLimitInMB: String(call.memory),
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, call.timeoutMs - (Date.now() - started)),
};
try {
  const value = handler(JSON.parse(call.event), context, callback);
  if (typeof value?.then === 'function') done(await value);
  else if (handler.length < 3) done(value);
  else process.on('beforeExit', () => done(null));
} catch (error) {
  failWith(error);
}
`;
