import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SANDBOX_KEYS } from '../../../src/providers/fc/sandbox/signature.js';
import { type Sdk, sdk2, sdk3 } from '../../providers/fc/sdk.js';
import { type Inputs, type Place, runAction, startSandboxFor } from '../../support/run-dist.js';

const HTTP = { triggerType: 'http', triggerConfig: '{"authType":"anonymous","methods":["GET"]}' };
const TIMER = {
  triggerType: 'timer',
  triggerConfig: '{"cronExpression":"@every 5m"}',
  description: 'each five minutes',
};

describe.each([
  ['alibaba-fc3' as const, sdk3, {}],
  ['alibaba-fc2' as const, sdk2, { fc2: '{service: demo, account-id: "1234567890123456"}' }],
])('adopt on %s', (provider, sdkOf, more) => {
  let place: Place;
  let sdk: Sdk;
  let url: string;
  /** A function with a trigger on LATEST, a timer, a custom domain and settings of its own: no version, no alias. */
  beforeEach(async () => {
    place = await startSandboxFor(provider);
    sdk = sdkOf(Number(new URL(place.sandbox.url).port));
    await sdk.trigger('web', HTTP);
    await sdk.trigger('timer', TIMER);
    await sdk.domain('shop.example.com', undefined);
    const owner = provider === 'alibaba-fc2' ? 'demo/sample' : 'sample';
    url = `${place.sandbox.url}/_${provider.slice(8)}/${owner}/web/`;
  });
  afterEach(() => place.close());

  const run = (inputs: Inputs) =>
    runAction({
      inputs: { provider, function: 'sample', region: 'cn-hangzhou', endpoint: place.sandbox.url, ...more, ...inputs },
      env: {
        ALIBABA_CLOUD_ACCESS_KEY_ID: SANDBOX_KEYS.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: SANDBOX_KEYS.accessKeySecret,
      },
      cwd: place.cwd,
    });

  interface Shown {
    domains: { config: { routeConfig: { routes: { qualifier?: string; methods: string[] }[] } } }[];
    units: {
      versions: unknown[];
      aliases: { aliasName: string; versionId: string }[];
      functions: { name: string; triggers: { triggerName: string; qualifier: string; description: string }[] }[];
    }[];
  }
  const shown = () => place.sandbox.state(provider) as Shown;
  const unit = () => shown().units.find(({ functions }) => functions.some(({ name }) => name === 'sample'));
  const triggers = () =>
    unit()
      ?.functions.find(({ name }) => name === 'sample')
      ?.triggers.map(({ triggerName, qualifier, description }) => [triggerName, qualifier, description]);
  const route = () => shown().domains[0]?.config.routeConfig.routes[0];
  const answer = async () => (await fetch(url)).status;

  test('shows a plan, and writes only when it is confirmed', async () => {
    place.sandbox.clear();
    const { code, log } = await run({ operation: 'adopt' });
    expect(code).toBe(0);
    expect(log).toContain('HTTP trigger web calls live');
    expect(log).toContain('custom domain shop.example.com calls live');
    expect(place.writes()).toEqual([]);
  });

  test('brings triggers and domains under the alias, and takes the triggers back', async () => {
    expect(await answer()).toBe(200);
    const done = await run({ operation: 'adopt', confirm: 'true' });
    expect(done.code).toBe(0);
    expect(unit()?.aliases).toMatchObject([{ aliasName: 'live', versionId: '1' }]);
    expect(triggers()?.map(([name, qualifier]) => [name, qualifier])).toEqual([
      ['web', 'live'],
      ['timer', 'live'],
    ]);
    expect(route()).toMatchObject({ qualifier: 'live', methods: ['GET'] });
    expect(await answer()).toBe(200);
    place.sandbox.clear();
    const again = await run({ operation: 'adopt', confirm: 'true' });
    expect([again.code, place.writes()]).toEqual([0, []]);
    const back = await run({ operation: 'unadopt', confirm: 'true' });
    expect(back.code).toBe(0);
    expect(back.log).toContain('By hand: custom domain shop.example.com calls LATEST again');
    expect(triggers()).toEqual([
      ['web', 'LATEST', ''],
      ['timer', 'LATEST', 'each five minutes'],
    ]);
    expect(await answer()).toBe(200);
  });

  test.each([
    ['has room for a short mark only', 240, 'LATEST'],
    ['is full', 250, 'live'],
  ])('never cuts a description that %s', async (_, letters, end) => {
    const description = 'x'.repeat(letters);
    await sdk.trigger('long', { ...TIMER, description });
    expect((await run({ operation: 'adopt', confirm: 'true' })).code).toBe(0);
    expect(triggers()?.at(-1)?.[1]).toBe('live');
    const back = await run({ operation: 'unadopt', confirm: 'true' });
    expect(back.code).toBe(0);
    expect(triggers()?.at(-1)).toEqual(['long', end, description]);
    const line = 'By hand: timer trigger long calls LATEST again, if `adopt` moved it';
    expect(back.log.includes(line)).toBe(end === 'live');
  });

  test.each([
    ['moving a trigger', '/triggers/web$'],
    ['moving the domain', '/custom-domains/'],
  ])('a failure at %s leaves callers with an answer, and a rerun goes on', async (_, path) => {
    const body = { Code: 'InvalidArgument', Message: 'no', ErrorCode: 'InvalidArgument', ErrorMessage: 'no' };
    place.sandbox.fault({ kind: 'answer', method: 'PUT', path, answer: { status: 400, body } });
    const first = await run({ operation: 'adopt', confirm: 'true' });
    expect([first.code, await answer()]).toEqual([1, 200]);
    place.sandbox.fault({ kind: 'lose', method: 'PUT', path });
    expect((await run({ operation: 'adopt', confirm: 'true' })).code).toBe(0);
    expect([route()?.qualifier, await answer()]).toEqual(['live', 200]);
    expect(unit()?.versions).toHaveLength(1);
  });
});

test('Invoke has nothing to adopt, and says so', async () => {
  const place = await startSandboxFor('invoke');
  const { code, log } = await runAction({
    inputs: { provider: 'invoke', function: 'sample', 'invoke.url': place.sandbox.url, operation: 'adopt' },
    env: { INVOKE_API_KEY: 'x' },
    cwd: place.cwd,
  });
  await place.close();
  expect(code).toBe(2);
  expect(log).toContain('there is nothing to adopt');
});
