import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, LambdaClient, type LambdaServiceException } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach } from '@jest/globals';
import { type Clock, systemClock } from '../../../src/core/clock.js';
import type { DeployError } from '../../../src/core/errors.js';
import { silentLog } from '../../../src/core/log.js';
import type { Package } from '../../../src/core/model.js';
import type { Provider, ProviderContext } from '../../../src/core/provider.js';
import { open } from '../../../src/providers/lambda/index.js';
import type { LambdaTarget } from '../../../src/providers/lambda/inputs.js';
import { createLambdaSandbox, KEYS } from '../../../src/providers/lambda/sandbox/index.js';
import { type RunningSandbox, startSandbox } from '../../../src/sandbox/kit/server.js';
import { type Files, makePackage } from '../../support/package.js';

export const REGION = 'eu-west-1';
export const ROLE = 'arn:aws:iam::000000000000:role/sandbox';

/** The SDK reads its credentials from the process, as it does in a job. */
export function useKeys(): void {
  process.env.AWS_ACCESS_KEY_ID = KEYS.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = KEYS.secretAccessKey;
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  delete process.env.AWS_SESSION_TOKEN;
  delete process.env.AWS_PROFILE;
}

/** Waiting takes no time, everything else does. */
export const hurried: Clock = { ...systemClock, sleep: async () => {} };

export const build = (n: number | string): Files => ({
  'index.mjs': `export const handler = async (event) => ({ build: ${JSON.stringify(n)}, event });\n`,
});

export interface Bench {
  sandbox: RunningSandbox;
  /** the vendor's own client, to look and act behind the provider's back */
  aws: LambdaClient;
  lines: string[];
  /** opens the provider as a new run does */
  open(changes?: Partial<LambdaTarget>, context?: Partial<ProviderContext>): Promise<Provider>;
  pack(n: number | string): Promise<Package>;
  /** publishes builds 1…n one after the other; returns their numbers */
  publish(n: number): Promise<string[]>;
  /** "PUT code", "GET aliases/live": what was sent since the last call of `clear` */
  sent(): string[];
  clear(): void;
}

export async function makeBench(dir: string): Promise<Bench & { close(): Promise<void> }> {
  useKeys();
  const sandbox = await startSandbox({ sandboxes: [createLambdaSandbox], scale: 0 });
  const aws = new LambdaClient({ endpoint: sandbox.url, region: REGION });
  const lines: string[] = [];
  const say = (text: string) => void lines.push(text);
  const target: LambdaTarget = {
    provider: 'aws-lambda',
    function: 'sample',
    alias: 'live',
    region: REGION,
    endpoint: sandbox.url,
    create: {},
  };
  const context = (): ProviderContext => ({
    clock: hurried,
    log: { ...silentLog, info: say, notice: say, warning: say },
    deadline: Date.now() + 20_000,
    env: {},
  });
  const bench: Bench = {
    sandbox,
    aws,
    lines,
    open: (changes, more) => open({ ...target, ...changes }, { ...context(), ...more }),
    pack: (n) => makePackage(build(n), dir),
    async publish(n) {
      const provider = await bench.open();
      const ids: string[] = [];
      for (let i = 1; i <= n; i++) ids.push((await provider.publish(await bench.pack(i), noteOf(i))).version.id);
      return ids;
    },
    sent: () => sandbox.requests().map(short),
    clear: () => sandbox.clear(),
  };
  return {
    ...bench,
    async close() {
      aws.destroy();
      await sandbox.close();
    },
  };
}

export const noteOf = (n: number | string): string => `vd1 run=${n}.1 pkg=0000 build ${n}`;

const short = ({ method, path }: { method: string; path: string }): string =>
  `${method} ${path.replace(/^\/[\d-]+\/functions\/?(sample)?\/?/, '').replace(/^$/, 'function')}`.replace(
    /\?MaxItems=50$/,
    '',
  );

/** A bench for each test of the surrounding file. */
export function onBench(): () => Bench {
  let now: Awaited<ReturnType<typeof makeBench>> | undefined;
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'vd-lambda-'));
    now = await makeBench(dir);
  });
  afterEach(async () => {
    await now?.close();
    await rm(dir, { recursive: true });
  });
  return () => {
    if (!now) throw new Error('no test is running');
    return now;
  };
}

/** What `work` was refused with. */
export async function refusal(work: Promise<unknown>): Promise<DeployError> {
  const end: unknown = await work.then(
    () => new Error('it was accepted'),
    (error: unknown) => error,
  );
  return end as DeployError;
}

/** What AWS said no with: status, name, words. */
export async function no(work: Promise<unknown>): Promise<[number | undefined, string, string]> {
  const error = (await work.then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  )) as LambdaServiceException;
  return [error.$metadata?.httpStatusCode, error.name, error.message];
}

export async function createFunction({ aws, pack }: Bench, FunctionName: string): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const ZipFile = await readFile((await pack(0)).file);
  const facts = { Role: ROLE, Runtime: 'nodejs22.x', Handler: 'index.handler' } as const;
  await aws.send(new CreateFunctionCommand({ FunctionName, Code: { ZipFile }, ...facts }));
}
