import { ROLE } from '../../src/providers/lambda/sandbox/stored-functions.js';
import type { RunnerChild, RunnerResult } from '../../src/sandbox/step-runner.js';
import { AWS_ENV } from './lambda.js';
import {
  DIST,
  type Env,
  type Inputs,
  type Place,
  paste,
  runAction,
  type Shell,
  startAction,
  startSandboxFor,
} from './run-dist.js';

/** The functions of the release; the last is in another region. */
export const NAMES = ['cart', 'checkout', 'mail'] as const;

/** A workspace with a manifest of three functions, beside a sandbox of AWS Lambda. */
export interface ReleasePlace extends Place {
  /** Writes handlers that answer with this word. */
  code(word: string, names?: readonly string[]): Promise<void>;
  run(inputs: Inputs, env?: Env): Promise<RunnerResult>;
  start(inputs: Inputs, env?: Env): Promise<RunnerChild>;
  post(inputs: Inputs, state: Record<string, string>): Promise<RunnerResult>;
  paste(line: string): Promise<Shell>;
  /** name → the version that `live` has; a share is written as `1 90 2 10` */
  live(): Record<string, string | undefined>;
}

const manifest = (endpoint: string) => `
defaults:
  provider: aws-lambda
  region: eu-central-1
  endpoint: ${endpoint}
  create: { function: true, role: '${ROLE}', runtime: nodejs22.x, handler: index.handler }
functions:
  cart: { path: cart }
  checkout: { path: checkout }
  mail: { path: mail, region: eu-west-1 }
`;

export async function releasePlace(): Promise<ReleasePlace> {
  const place = await startSandboxFor('aws-lambda');
  await place.write({ 'versioned-deploy.yml': manifest(place.sandbox.url) });
  const step = (inputs: Inputs, env?: Env, script?: string) => ({
    ...{ inputs: { function: 'all', ...inputs }, cwd: place.cwd, script },
    env: { ...AWS_ENV, GITHUB_SHA: 'a'.repeat(40), ...env },
  });
  const run = (inputs: Inputs, env?: Env) => runAction(step(inputs, env));
  return {
    ...place,
    async code(word, names = NAMES) {
      for (const name of names) {
        await place.write({ [`${name}/index.mjs`]: `export const handler = async () => '${name} ${word}';\n` });
      }
    },
    run,
    start: (inputs, env) => startAction(step(inputs, env)),
    async post(inputs, state) {
      const kept = Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
      return runAction(step(inputs, kept, DIST.replace(/index\.js$/, 'post.js')));
    },
    paste: (line) => paste(line, { env: AWS_ENV, cwd: place.cwd }),
    live: () => liveOf(place.sandbox.state('aws-lambda') as Kept),
  };
}

interface Kept {
  functions: Record<string, { aliases: StoredAlias[] }>;
}

interface StoredAlias {
  Name: string;
  FunctionVersion: string;
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
}

function liveOf({ functions }: Kept): Record<string, string | undefined> {
  const of = (name: string) =>
    Object.entries(functions)
      .find(([key]) => key.endsWith(`/${name}`))?.[1]
      .aliases.find(({ Name }) => Name === 'live');
  return Object.fromEntries(NAMES.map((name) => [name, shareText(of(name))]));
}

function shareText(alias: StoredAlias | undefined): string | undefined {
  const weights = Object.entries(alias?.RoutingConfig?.AdditionalVersionWeights ?? {});
  return alias && [alias.FunctionVersion, ...weights.map(([version, weight]) => `${version} ${weight}`)].join(' ');
}
