import { systemClock } from '../../core/clock.js';
import { silentLog } from '../../core/log.js';
import type { Target } from '../../core/model.js';
import type { ProviderModule } from '../../core/provider.js';
import { SANDBOX_KEYS } from '../../providers/fc/sandbox/signature.js';
import type { ProviderName } from '../../providers/index.js';
import { type DemoFixture, versionInAnswer } from './fixture.js';

const REGION = 'eu-central-1';
const ENV = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: SANDBOX_KEYS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: SANDBOX_KEYS.accessKeySecret,
};

interface FcDemo {
  provider: ProviderName;
  load(): Promise<ProviderModule>;
  /** what the Target and the inputs have besides */
  target?: object;
  inputs?: Record<string, string>;
}

/** Both generations: the sandbox starts with the function `sample`. Calls are signed, so the provider makes them. */
export const fcFixture = ({ provider, load, target, inputs }: FcDemo): DemoFixture => ({
  provider,
  sample: 'alibaba-fc',
  file: 'index.mjs',
  env: ENV,
  where: (url) => ({ provider, function: 'sample', region: REGION, endpoint: url, ...inputs }),
  async call({ url }) {
    const { open } = await load();
    const where: Target = { provider, function: 'sample', alias: 'live', region: REGION, endpoint: url, ...target };
    const context = { clock: systemClock, log: silentLog, deadline: systemClock.now() + 60_000, env: ENV };
    const answer = await (await open(where, context)).invoke?.('live', '{}');
    return versionInAnswer(answer?.body ?? 'nothing');
  },
});
