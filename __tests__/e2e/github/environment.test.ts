import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Github, github } from '../../support/github.js';
import { FUNCTION, handler, type InvokePlace, invokePlace, KEY } from '../../support/invoke.js';
import type { Inputs } from '../../support/run-dist.js';

let place: InvokePlace;
let hub: Github;

beforeEach(async () => {
  hub = await github({ prefix: '/api/v3' });
  place = await invokePlace();
});
afterEach(async () => {
  await place.close();
  await hub.close();
});

const run = (inputs: Inputs) =>
  place.run({ environment: 'production', 'github-token': 't0ken', ...inputs }, hub.env({ GITHUB_SHA: 'c0ffee00' }));

async function deploy(word: string) {
  await place.write({ 'build/index.js': handler(word) });
  return run({ path: 'build', switch: 'true' });
}

test('deploys are deployments, and a rollback without a version goes by them', async () => {
  await deploy('one');
  await deploy('two');
  expect(await place.answer()).toContain('two');
  const { code, log } = await run({ operation: 'rollback' });
  expect(log).toContain('back on version');
  expect(code).toBe(0);
  expect(await place.answer()).toContain('one');
  expect(hub.deployments.map(({ statuses }) => statuses[0]?.state)).toEqual(['inactive', 'inactive', 'success']);
});

test('a rollback by the deployments does not take other code for the version before', async () => {
  await deploy('one');
  await deploy('two');
  await run({ operation: 'promote', version: '1' });
  const route = `/api/functions/${FUNCTION}/versions?version=2`;
  await fetch(place.sandbox.url + route, { method: 'DELETE', headers: { 'x-api-key': KEY } });
  await place.write({ 'build/index.js': handler('three') });
  expect((await run({ path: 'build' })).outputs.version).toBe('2');
  const { code, log } = await run({ operation: 'rollback' });
  expect(log).toContain('Version 2 is another build by now');
  expect(code).toBe(1);
  expect(await place.answer()).toContain('one');
  expect(JSON.stringify(hub.deployments.at(-2))).toMatch(/"before":\{"stable":"2@[0-9a-f]{12}"/);
});

test('the payload holds no secret', async () => {
  await deploy('one');
  const text = JSON.stringify(hub.deployments);
  expect(text).toContain('"after":{"stable"');
  expect(text).not.toContain(place.where['invoke-api-key']);
  expect(text).not.toContain('t0ken');
});
