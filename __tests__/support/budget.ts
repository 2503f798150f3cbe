import { SANDBOX_KEYS as FC_KEYS } from '../../src/providers/fc/sandbox/signature.js';
import type { ProviderName } from '../../src/providers/index.js';
import { SANDBOX_FUNCTION, SANDBOX_KEY } from '../../src/providers/invoke/sandbox/state.js';
import { KEYS as AWS_KEYS } from '../../src/providers/lambda/sandbox/signature.js';
import type { LoggedRequest } from '../../src/sandbox/kit/types.js';
import type { RunnerResult } from '../../src/sandbox/step-runner.js';
import { type Env, type Inputs, type Place, runAction, startSandboxFor } from './run-dist.js';

interface Cast {
  where(url: string): Inputs;
  env: Env;
  /** the vendor's waits last no time, so that no poll is needed */
  patience: Record<string, unknown>;
}

const ALIBABA: Env = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: FC_KEYS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: FC_KEYS.accessKeySecret,
};

/** The function that each sandbox starts with; Invoke's by its UUID. */
const CASTS: Record<ProviderName, Cast> = {
  invoke: {
    where: (url) => ({ function: SANDBOX_FUNCTION, 'invoke.url': url, 'invoke.execution-url': url }),
    env: { INVOKE_API_KEY: SANDBOX_KEY },
    patience: { buildMs: 0, cacheMs: 0 },
  },
  'aws-lambda': {
    where: (url) => ({ function: 'sample', region: 'eu-central-1', endpoint: url }),
    env: { AWS_ACCESS_KEY_ID: AWS_KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: AWS_KEYS.secretAccessKey },
    patience: { updatePolls: 0, versionPolls: 0 },
  },
  'alibaba-fc3': {
    where: (url) => ({ function: 'sample', region: 'eu-central-1', endpoint: url }),
    env: ALIBABA,
    patience: { updatePolls: 0, versionPolls: 0 },
  },
  'alibaba-fc2': {
    where: (url) => ({
      'fc2.service': 'demo',
      function: 'sample',
      'fc2.account-id': '1234567890123456',
      region: 'eu-central-1',
      endpoint: url,
      'allow.service-wide': 'true',
    }),
    env: ALIBABA,
    patience: { updatePolls: 0, versionPolls: 0 },
  },
};

/** The keys of all sandboxes. */
export const CREDENTIALS: Env = Object.assign({}, ...Object.values(CASTS).map(({ env }) => env));

/** The settings with which a sandbox makes nobody wait. */
export const patienceOf = (provider: ProviderName): Record<string, unknown> => CASTS[provider].patience;

export const PROVIDERS = Object.keys(CASTS) as ProviderName[];

/** A workspace beside a sandbox that never makes anybody wait. */
export interface BudgetPlace extends Place {
  /** Deploys this word with switch. */
  deploy(word: string, inputs?: Inputs): Promise<RunnerResult>;
  rollback(version: string, inputs?: Inputs): Promise<RunnerResult>;
}

/** Each run begins with an empty request log, and throws with its log when it is red. */
export async function budgetPlace(provider: ProviderName): Promise<BudgetPlace> {
  const place = await startSandboxFor(provider);
  const { where, env, patience } = CASTS[provider];
  place.sandbox.set(provider, patience);
  const run = async (inputs: Inputs) => {
    place.sandbox.clear();
    const all = { provider, ...where(place.sandbox.url), ...inputs };
    const result = await runAction({ inputs: all, env, cwd: place.cwd });
    if (result.code !== 0) throw new Error(`The run is red:\n${result.log}`);
    return result;
  };
  return {
    ...place,
    async deploy(word, inputs) {
      await place.write({
        'build/index.js': `export default async (req, res) => { res.json('${word}'); };\n`,
        'build/package.json': '{}',
        'build/index.mjs': `export const handler = async () => '${word}';\n`,
      });
      return run({ path: 'build', switch: 'true', ...inputs });
    },
    rollback: (version, inputs) => run({ operation: 'rollback', version, ...inputs }),
  };
}

/** "GET /path", one line a request. */
export const linesOf = (requests: LoggedRequest[]): string[] => requests.map(({ method, path }) => `${method} ${path}`);

/** in ms */
const LATE_MS = 400;

const isWrite = ({ method, path }: LoggedRequest): boolean => method !== 'GET' && method !== 'HEAD' && path !== '/';

/** Who calls the newest upload (and where the alias can be called), read beside the work; CloudWatch is read by POST. */
const CALLER_READS =
  /^(GET \S+\/(urls\?|event-source-mappings\/?\?|policy\b|aliases\?.*MaxItems=200|custom-domains\?|functions\/[^/]+\/triggers\?)|POST \/$)/;

/** The requests on the way of the work itself: those that only look for callers go beside it. */
export const onTheWay = (requests: LoggedRequest[]): LoggedRequest[] =>
  requests.filter((one) => !CALLER_READS.test(linesOf([one])[0] ?? ''));

/**
 * The requests that repeat an earlier one of the same run although nothing was written in between, and the writes that
 * repeat an earlier one at all. Where a provider has no lock, the look right before a move is none (it is the comparison),
 * and neither is the one a moment after it (a write that began before ours may come after it).
 */
export function repeated(requests: LoggedRequest[], lock: boolean): string[] {
  const keys = requests.map((one) => `${one.method} ${one.path} ${JSON.stringify(one.json ?? one.requestBytes)}`);
  return requests.flatMap((one, at) => {
    const last = keys.lastIndexOf(keys[at] ?? '', at - 1);
    if (at === 0 || last < 0) return [];
    const between = requests.slice(last + 1, at);
    const next = requests[at + 1];
    const compares = !lock && next !== undefined && isWrite(next);
    const late = !lock && one.at - (requests[last]?.at ?? 0) >= LATE_MS;
    const known = !isWrite(one) && (between.some(isWrite) || compares || late);
    return known ? [] : linesOf([one]);
  });
}
