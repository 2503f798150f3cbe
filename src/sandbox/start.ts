import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { messageOf } from '../core/errors.js';
import { PROVIDERS, type ProviderName } from '../providers/index.js';
import { environmentOf, guide } from './guide.js';
import { type RunningSandbox, type SandboxOptions, startSandbox } from './kit/server.js';
import type { CreateSandbox } from './kit/types.js';
import { SANDBOX_USAGE } from './usage.js';

/** Loaded on use: each vendor's sandbox brings its own signature code and formats. */
const SANDBOXES: Partial<Record<ProviderName, () => Promise<CreateSandbox>>> = {
  invoke: async () => (await import('../providers/invoke/sandbox/index.js')).createInvokeSandbox,
  'aws-lambda': async () => (await import('../providers/lambda/sandbox/index.js')).createLambdaSandbox,
  'alibaba-fc3': async () => (await import('../providers/fc3/sandbox.js')).createFc3Sandbox,
  'alibaba-fc2': async () => (await import('../providers/fc2/sandbox.js')).createFc2Sandbox,
};

export interface StartOptions extends Omit<SandboxOptions, 'sandboxes'> {
  /** default: all of them */
  providers?: readonly ProviderName[];
}

/** Starts the sandboxes of these providers behind one port. Rejects when the port is taken. */
export async function startAll({ providers = PROVIDERS, ...options }: StartOptions = {}): Promise<RunningSandbox> {
  const sandboxes: CreateSandbox[] = [];
  for (const name of providers) {
    const create = await SANDBOXES[name]?.();
    if (create) sandboxes.push(create);
  }
  return startSandbox({ ...options, sandboxes });
}

export interface SandboxIo {
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

/**
 * `npm run sandbox`: serves until it is told to stop, with keys of its own. In a workflow they are in the environment of
 * the steps that follow: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable
 * Returns the exit code.
 */
export async function sandbox(args: string[], { env, signal, stdout, stderr }: SandboxIo): Promise<number> {
  let options: { port: number; scale: number };
  try {
    options = readOptions(args);
  } catch (error) {
    stderr(`${messageOf(error)}\n\n${SANDBOX_USAGE}`);
    return 2;
  }
  // Everybody knows the keys of the tests, a web page too.
  const secret = randomBytes(32).toString('hex');
  let running: RunningSandbox;
  try {
    running = await startAll({ ...options, secret });
  } catch (error) {
    stderr(`The sandbox could not start on port ${options.port}: ${messageOf(error)}. Choose another with --port.`);
    return 1;
  }
  const keys = environmentOf(secret);
  stdout(guide(running.url, keys));
  if (env.GITHUB_ENV)
    appendFileSync(
      env.GITHUB_ENV,
      Object.entries(keys)
        .map(([name, key]) => `${name}=${key}\n`)
        .join(''),
    );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await running.close();
  stdout('The sandbox is closed; what was in it is gone.');
  return 0;
}

function readOptions(args: string[]): { port: number; scale: number } {
  const { values } = parseArgs({
    args,
    options: { port: { type: 'string', default: '4010' }, scale: { type: 'string', default: '1' } },
  });
  const port = Number(values.port);
  const scale = Number(values.scale);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`"${values.port}" is not a port.`);
  if (!(scale >= 0)) throw new Error(`"${values.scale}" is not a scale: write a number such as 0.1.`);
  return { port, scale };
}
