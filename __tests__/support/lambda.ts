import { KEYS } from '../../src/providers/lambda/sandbox/signature.js';
import { ROLE } from '../../src/providers/lambda/sandbox/stored-functions.js';
import type { RunnerChild, RunnerResult } from '../../src/sandbox/step-runner.js';
import { DIST, type Env, type Inputs, type Place, runAction, startAction, startSandboxFor } from './run-dist.js';

export const AWS_ENV: Env = {
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
};

const API = '/2015-03-31/functions/shop';

/** Version → percent, as the alias `live` really has it; undefined: there is no such alias. */
export type Shares = Record<string, number> | undefined;

/** A workspace with a function in `build`, beside a sandbox of AWS Lambda. */
export interface LambdaPlace extends Place {
  run(inputs: Inputs, env?: Env): Promise<RunnerResult>;
  start(inputs: Inputs, env?: Env): Promise<RunnerChild>;
  /** Runs the post step with the state that a run left. */
  post(inputs: Inputs, state: Record<string, string>): Promise<RunnerResult>;
  startPost(inputs: Inputs, state: Record<string, string>, env?: Env): Promise<RunnerChild>;
  /** Writes a handler that answers with this word (or this code) into `build`. */
  code(word: string, body?: string): Promise<void>;
  /** Makes `shop` with version 1 live, answering "one". Throws when that is red. */
  first(): Promise<void>;
  shares(): Shares;
}

export async function lambdaPlace(): Promise<LambdaPlace> {
  const place = await startSandboxFor('aws-lambda');
  const { url } = place.sandbox;
  const where = { provider: 'aws-lambda', function: 'shop', region: 'eu-central-1', endpoint: url };
  const step = (inputs: Inputs, env?: Env, script?: string) => ({
    inputs: { ...where, ...inputs },
    env: { ...AWS_ENV, ...env },
    cwd: place.cwd,
    script,
  });
  const code = (word: string, body = `return { word: '${word}' };`) =>
    place.write({ 'build/index.mjs': `export const handler = async (event, context) => { ${body} };\n` });
  const startPost: LambdaPlace['startPost'] = (inputs, state, env) => {
    const kept = Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
    return startAction(step(inputs, { ...kept, ...env }, DIST.replace(/index\.js$/, 'post.js')));
  };
  return {
    ...place,
    code,
    run: (inputs, env) => runAction(step(inputs, env)),
    start: (inputs, env) => startAction(step(inputs, env)),
    post: async (inputs, state) => (await startPost(inputs, state)).end,
    startPost,
    async first() {
      await code('one');
      const create = {
        'create.function': 'true',
        'create.role': ROLE,
        'create.runtime': 'nodejs22.x',
        'create.handler': 'index.handler',
      };
      const { code: exit, log } = await runAction(step({ path: 'build', switch: 'true', ...create }));
      if (exit !== 0) throw new Error(`The first deploy is red:\n${log}`);
    },
    shares: () => sharesOf(place.sandbox.state('aws-lambda') as Kept),
  };
}

/** The path of a request to the function's aliases, for faults. */
export const ALIAS_PATH = `^${API}/aliases/live`;

interface Kept {
  functions: Record<string, { aliases: AliasShape[] }>;
}

interface AliasShape {
  Name: string;
  FunctionVersion: string;
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
}

function sharesOf({ functions }: Kept): Shares {
  const live = functions['eu-central-1/shop']?.aliases.find(({ Name }) => Name === 'live');
  if (!live) return undefined;
  const weights = Object.entries(live.RoutingConfig?.AdditionalVersionWeights ?? {});
  const extra = weights.map(([version, weight]) => [version, Math.round(weight * 100)] as const);
  const rest = 100 - extra.reduce((sum, [, percent]) => sum + percent, 0);
  return { [live.FunctionVersion]: rest, ...Object.fromEntries(extra) };
}
