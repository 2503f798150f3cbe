import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import { runChild } from '../../../sandbox/kit/child-process.js';
import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { unpack } from '../../../sandbox/kit/unpack-archive.js';
import { functionInVersion } from './functions.js';
import { type HandlerCall, type HandlerEnd, RUNTIME } from './handler-process.js';
import { FcRefusal, invalidArgument } from './refusals.js';
import { requireFunction, requireUnit, resolveQualifier } from './stored-functions.js';
import type { FcCall, FcState, FrozenFunction } from './types.js';

export interface HandlerResult {
  requestId: string;
  /** "3", or LATEST */
  version: string;
  /** of the code that ran */
  checksum: string;
  body: Buffer;
  status?: number;
  headers?: Record<string, string>;
  /** the function itself failed */
  error?: 'UnhandledInvocationError' | 'FunctionTimeout';
  log: string;
}

const MAX_SYNC_EVENT_BYTES = 32 * 1024 * 1024;
const MAX_ASYNC_EVENT_BYTES = 128 * 1024;

/** The version of a qualifier runs with the raw body as its event. */
export async function invokeFunction(call: FcCall): Promise<SandboxAnswer> {
  const { request, world } = call;
  const type = request.headers['x-fc-invocation-type'] ?? 'Sync';
  if (type !== 'Sync' && type !== 'Async') throw invalidArgument(`x-fc-invocation-type '${type}' is invalid`);
  if (request.body.length > (type === 'Sync' ? MAX_SYNC_EVENT_BYTES : MAX_ASYNC_EVENT_BYTES)) {
    throw new FcRefusal(413, 'EntityTooLarge', 'the event is too large');
  }
  const qualifier = request.url.searchParams.get('qualifier');
  const running = runHandler(call, qualifier, { event: request.body });
  if (type === 'Async') {
    await running;
    return { status: 202, headers: { 'x-fc-request-id': randomUUID() } };
  }
  const { requestId, body, error, log, version, checksum } = await running;
  const tail = request.headers['x-fc-log-type'] === 'Tail' && {
    'x-fc-log-result': Buffer.from(log).toString('base64'),
  };
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'x-fc-request-id': requestId,
      'x-fc-instance-id': `c-${world.linkSecret.slice(0, 12)}`,
      'x-fc-invocation-service-version': version,
      'x-fc-code-checksum': checksum,
      ...(error && { 'x-fc-error-type': error }),
      ...tail,
    },
    body,
  };
}

/** Really runs the uploaded Node handler, in a process of its own. */
export async function runHandler(
  call: FcCall,
  qualifier: string | null,
  { event, http }: { event: Buffer; http?: HandlerCall['http'] },
): Promise<HandlerResult> {
  const { world } = call;
  const unit = requireUnit(call);
  const fn = requireFunction(call);
  const version = resolveQualifier(world, unit, qualifier);
  const frozen = version ? functionInVersion(version, fn.name) : fn;
  const { runtime, handler, timeout } = frozen.config as { runtime?: string; handler?: string; timeout?: number };
  if (!runtime?.startsWith('nodejs')) throw invalidArgument(`the sandbox runs nodejs runtimes, not '${runtime}'`);
  const requestId = randomUUID();
  const mark = randomUUID();
  const named = version ? String(version.id) : 'LATEST';
  const context = {
    requestId,
    region: 'cn-sandbox',
    accountId: '0',
    credentials: {},
    function: { name: fn.name, handler, memory: frozen.config.memorySize, timeout },
    service: {
      name: world.generation.unit === 'service' ? unit.name : '',
      versionId: named,
      qualifier: qualifier ?? 'LATEST',
    },
  };
  const told: HandlerCall = { mark, handler: handler ?? '', event: event.toString('base64'), http, context };
  const end = await runChild({
    script: RUNTIME,
    stdin: JSON.stringify(told),
    cwd: await unpackOnce(world, frozen),
    env: handlerEnvironment(frozen, fn.name, named),
    timeoutMs: (timeout ?? 60) * 1000,
  });
  return { requestId, version: named, checksum: frozen.checksum, ...parseChildOutput(end, mark, timeout ?? 60) };
}

function handlerEnvironment({ config }: FrozenFunction, name: string, version: string): Record<string, string> {
  const own = (config.environmentVariables ?? {}) as Record<string, string>;
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    FC_FUNCTION_NAME: name,
    FC_QUALIFIER: version,
    FC_REGION: 'cn-sandbox',
    ...own,
  };
}

/** Unpacked once for each content. */
async function unpackOnce({ context }: FcState, { checksum, code }: FrozenFunction): Promise<string> {
  const folder = path.join(context.dir, checksum);
  if (existsSync(folder)) return folder;
  const fresh = await mkdtemp(path.join(context.dir, 'new-'));
  await unpack(code, 'zip', fresh);
  // Two calls at once may both have unpacked it; the second finds the first one's folder.
  await rename(fresh, folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

type ChildExit = Awaited<ReturnType<typeof runChild>>;

function parseChildOutput({ stdout, stderr, code, timedOut }: ChildExit, mark: string, timeout: number) {
  const at = stdout.lastIndexOf(mark);
  const log = Buffer.concat([at < 0 ? stdout : stdout.subarray(0, at), stderr]).toString();
  if (timedOut) return failedResult('FunctionTimeout', `Function timed out after ${timeout} seconds`, log);
  if (at < 0)
    return failedResult(
      'UnhandledInvocationError',
      `Process exited unexpectedly before completing request (${code})`,
      log,
    );
  const { ok, body, status, headers } = JSON.parse(stdout.subarray(at + mark.length).toString()) as HandlerEnd;
  const bytes = Buffer.from(body, 'base64');
  return ok ? { body: bytes, status, headers, log } : { body: bytes, error: 'UnhandledInvocationError' as const, log };
}

function failedResult(error: NonNullable<HandlerResult['error']>, errorMessage: string, log: string) {
  return { body: Buffer.from(JSON.stringify({ errorMessage })), error, log };
}
