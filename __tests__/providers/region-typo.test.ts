import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.js';
import type { DeployError } from '../../src/core/errors.js';
import { silentLog } from '../../src/core/log.js';
import { isProviderName, providers } from '../../src/providers/index.js';
import { retryStrategy } from '../../src/providers/lambda/retry-strategy.js';
import { fakeClock } from '../support/clock.js';
import { request } from '../support/operate.js';

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
};

/** What asking for the alias in a region ends with, and what the log said. Only a name server is asked. */
async function askIn(provider: string, region: string) {
  const lines: string[] = [];
  const say = (text: string) => void lines.push(text);
  if (!isProviderName(provider)) throw new Error(provider);
  const module = await providers[provider].load();
  const target = request({ provider, region, ...{ fc2: { service: 'demo', accountId: '1234567890123456' } } });
  const context = { clock: systemClock, log: { ...silentLog, info: say, warning: say }, env: KEYS };
  Object.assign(process.env, KEYS);
  const opened = await module.open(target, { ...context, deadline: systemClock.now() + 600_000 });
  const error = await opened.alias('live').catch((thrown: unknown) => thrown as DeployError);
  return { error: error as DeployError, lines };
}

describe('a misspelt region is found out soon, and in one sentence', () => {
  test.each([
    ['aws-lambda', 'eu-centrl-1', 'eu-central-1', 'lambda.eu-centrl-1.amazonaws.com'],
    ['alibaba-fc3', 'cn-hangzou', 'cn-hangzhou', 'fcv3.cn-hangzou.aliyuncs.com'],
    ['alibaba-fc2', 'cn-hangzou', 'cn-hangzhou', '1234567890123456.cn-hangzou.fc.aliyuncs.com'],
  ])(
    '%s',
    async (provider, region, meant, host) => {
      const started = Date.now();
      const { error, lines } = await askIn(provider, region);
      expect(error.message).toBe(`Region "${region}" is not known, and ${host} has no address.`);
      expect(error).toMatchObject({ kind: 'input', next: expect.stringContaining(`Did you mean \`${meant}\`? `) });
      expect(error.next).toContain('`region`');
      expect(lines).toEqual([]);
      expect(Date.now() - started).toBeLessThan(15_000);
    },
    30_000,
  );
});

test.each(['ENOTFOUND', 'EAI_AGAIN'])('%s of a region that exists is a hiccup, and is asked again', async (code) => {
  const clock = fakeClock();
  const error = Object.assign(new Error(code), { code, cause: undefined });
  const failure = { error, errorType: 'TRANSIENT' as const };
  const repeats = async (unknownHost: boolean) => {
    const strategy = retryStrategy({ clock, deadline: clock.now() + 60_000, log: silentLog }, { unknownHost });
    let token = await strategy.acquireInitialRetryToken('');
    for (let count = 0; count < 9; count++) {
      const next = await strategy.refreshRetryTokenForRetry(token, failure).catch(() => undefined);
      if (!next) return count;
      token = next;
    }
    return 9;
  };
  expect(await repeats(false)).toBeGreaterThanOrEqual(4);
  expect(await repeats(true)).toBe(1);
});
