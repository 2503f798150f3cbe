import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rename } from 'node:fs/promises';
import path from 'node:path';
import { type ChildEnd, runChild } from '../../../sandbox/kit/child-process.js';
import { unpack } from '../../../sandbox/kit/unpack-archive.js';
import { type HandlerCall, RUNTIME } from './handler-process.js';
import { LambdaRefusal } from './refusals.js';
import { resolve, versionName } from './responses.js';
import { arnOf } from './stored-functions.js';
import type { Config, LambdaState, RecordedCall, StoredAlias, StoredFunction } from './types.js';

export interface HandlerResult {
  payload: string;
  /** the function itself failed */
  error?: 'Handled' | 'Unhandled';
  /** what it printed */
  log: string;
  version: string;
}

/** The version that answers this call: an alias with weights splits its calls. */
export function chooseVersion({ settings }: LambdaState, alias: StoredAlias | undefined, qualifier: string): string {
  if (!alias) return qualifier;
  const [extra] = Object.entries(alias.weights);
  if (!extra) return alias.FunctionVersion;
  const [version, weight] = extra;
  if (settings.split === 'random') return Math.random() < weight ? version : alias.FunctionVersion;
  // Half a call ahead, so that a share of 10 % shows within ten calls and is exact over any ten.
  alias.owed += weight;
  if (alias.owed < 0.5) return alias.FunctionVersion;
  alias.owed -= 1;
  return version;
}

/** Really runs the uploaded Node handler, in a process of its own. */
export async function runHandler(
  world: LambdaState,
  fn: StoredFunction,
  qualifier: string,
  event: string,
): Promise<HandlerResult> {
  const resource = qualifier === '$LATEST' ? fn.name : `${fn.name}:${qualifier}`;
  const at = world.context.clock.now();
  const recorded: RecordedCall = { region: fn.region, resource, at, ms: 0, failed: false };
  world.calls.push(recorded);
  const chosen = chooseVersion(world, fn.aliases.get(qualifier), qualifier);
  const version = resolve(fn, chosen);
  const { config, code } = version ?? fn;
  if (!config.Runtime?.startsWith('nodejs')) {
    throw new LambdaRefusal(502, 'InvalidRuntimeException', `The sandbox runs Node handlers, not ${config.Runtime}.`);
  }
  const named = version ? versionName(version) : '$LATEST';
  const folder = await unpacked(world, config.CodeSha256, code);
  const facts = factsOf(fn, { config, version: named, qualifier });
  const mark = randomUUID();
  const call: HandlerCall = { mark, event, ...facts };
  const end = await runChild({
    script: RUNTIME,
    stdin: JSON.stringify(call),
    cwd: folder,
    env: environment(config, fn, named),
    timeoutMs: config.Timeout * 1000,
  });
  const ended = outcome(end, mark, config, facts.requestId);
  Object.assign(recorded, { version: named, ms: world.context.clock.now() - recorded.at, failed: 'error' in ended });
  return { ...ended, version: named };
}

function factsOf(
  fn: StoredFunction,
  { config, version, qualifier }: { config: Config; version: string; qualifier: string },
) {
  return {
    handler: config.Handler ?? '',
    timeoutMs: config.Timeout * 1000,
    memory: config.MemorySize,
    name: fn.name,
    version,
    arn: arnOf(fn, qualifier === '$LATEST' ? undefined : qualifier),
    requestId: randomUUID(),
  };
}

function environment({ Environment, MemorySize }: Config, fn: StoredFunction, version: string): Record<string, string> {
  const own = (Environment as { Variables?: Record<string, string> } | undefined)?.Variables ?? {};
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    ...own,
  };
}

/** Unpacked once for each content. */
async function unpacked({ context }: LambdaState, sha: string, code: Buffer): Promise<string> {
  const folder = path.join(context.dir, Buffer.from(sha, 'base64').toString('hex'));
  if (existsSync(folder)) return folder;
  const fresh = await mkdtemp(path.join(context.dir, 'new-'));
  await unpack(code, 'zip', fresh);
  // Two calls at once may both have unpacked it; the second finds the first one's folder.
  await rename(fresh, folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

function outcome({ stdout, stderr, code, timedOut }: ChildEnd, mark: string, config: Config, requestId: string) {
  const printed = stdout.toString('utf8');
  const at = printed.lastIndexOf(mark);
  const log = (at < 0 ? printed : printed.slice(0, at)) + stderr.toString('utf8');
  const failed = (errorType: string, errorMessage: string) => ({
    payload: JSON.stringify({ errorType, errorMessage }),
    error: 'Unhandled' as const,
    log,
  });
  if (timedOut) {
    const seconds = config.Timeout.toFixed(2);
    return failed('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`);
  }
  if (at < 0) {
    return failed('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: exit status ${code}`);
  }
  const { ok, payload } = JSON.parse(printed.slice(at + mark.length)) as { ok: boolean; payload: string };
  return ok ? { payload, log } : { payload, error: 'Unhandled' as const, log };
}
