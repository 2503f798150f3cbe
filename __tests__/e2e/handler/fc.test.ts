import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SANDBOX_KEYS } from '../../../src/providers/fc/sandbox/signature.js';
import { type Inputs, type Place, runAction, startSandboxFor } from '../../support/run-dist.js';

describe.each([
  ['alibaba-fc3' as const, {}],
  ['alibaba-fc2' as const, { fc2: '{service: demo, account-id: "1234567890123456"}', allow: 'service-wide' }],
])('%s', (provider, more) => {
  let place: Place;
  beforeEach(async () => {
    place = await startSandboxFor(provider);
    await place.write({ 'shop/build/index.js': 'exports.handler = async () => 1;', 'shop/readme.md': 'read me' });
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

  test.each([
    ['a deploy', {}],
    ['a dry run', { 'dry-run': 'true' }],
  ])('%s of the folder above is refused before the upload', async (_what, asked) => {
    const { code, log } = await run({ path: 'shop', switch: 'true', ...asked });
    expect(log).toContain('The function calls "index.handler" on nodejs20, and the package has none of index.js');
    expect(log).toContain('did you mean `path: shop/build`?');
    expect(code).toBe(1);
    expect(place.writes()).toEqual([]);
  });

  test('the folder that was meant is published', async () => {
    expect((await run({ path: 'shop/build', switch: 'true' })).code).toBe(0);
  });
});
