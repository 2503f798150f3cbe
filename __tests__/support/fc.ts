import { SANDBOX_KEYS } from '../../src/providers/fc/sandbox/signature.js';
import type { RunnerResult } from '../../src/sandbox/step-runner.js';
import { type Env, type Inputs, type Place, runAction, startSandboxFor } from './run-dist.js';

export type FcName = 'alibaba-fc3' | 'alibaba-fc2';
export const FC: FcName[] = ['alibaba-fc3', 'alibaba-fc2'];

const TARGET: Record<FcName, Inputs> = {
  'alibaba-fc3': {},
  'alibaba-fc2': { fc2: '{service: demo, account-id: "1234567890123456"}' },
};

/** What an operation that reads `allow` must say where a version freezes a whole service. */
export const SERVICE_WIDE: Record<FcName, Inputs> = {
  'alibaba-fc3': {},
  'alibaba-fc2': { allow: 'service-wide' },
};

/** A workspace with the function `sample` in `build`, beside a sandbox of Function Compute. */
export interface FcPlace extends Place {
  run(inputs: Inputs, env?: Env): Promise<RunnerResult>;
  /** Writes a handler that answers with this word into `build`, or another folder. */
  code(word: string, folder?: string): Promise<void>;
  /** Deploys `build` and makes it live. Throws when that is red. */
  live(word: string): Promise<void>;
  /** the version that the alias points at; undefined: there is no such alias */
  pointsAt(alias?: string): string | undefined;
  /** numbers of the versions that exist */
  versions(): string[];
}

export async function fcPlace(provider: FcName): Promise<FcPlace> {
  const place = await startSandboxFor(provider);
  const where = { provider, function: 'sample', region: 'cn-hangzhou', endpoint: place.sandbox.url };
  const keys = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: SANDBOX_KEYS.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: SANDBOX_KEYS.accessKeySecret,
  };
  const run: FcPlace['run'] = (inputs, env) =>
    runAction({ inputs: { ...where, ...TARGET[provider], ...inputs }, env: { ...keys, ...env }, cwd: place.cwd });
  const code: FcPlace['code'] = (word, folder = 'build') =>
    place.write({ [`${folder}/index.js`]: `exports.handler = async () => '${word}';\n` });
  const units = () => (place.sandbox.state(provider) as Kept).units;
  return {
    ...place,
    run,
    code,
    async live(word) {
      await code(word);
      const { code: exit, log } = await run({ path: 'build', switch: 'true', ...SERVICE_WIDE[provider] });
      if (exit !== 0) throw new Error(`The deploy is red:\n${log}`);
    },
    pointsAt: (alias = 'live') =>
      units()
        .flatMap(({ aliases }) => aliases)
        .find(({ aliasName }) => aliasName === alias)?.versionId,
    versions: () => units().flatMap(({ versions }) => versions.map(({ id }) => String(id))),
  };
}

interface Kept {
  units: { aliases: { aliasName: string; versionId: string }[]; versions: { id: number }[] }[];
}
