import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { handler, type InvokePlace, invokePlace, KEY } from '../../support/invoke.js';
import { DIST } from '../../support/run-dist.js';

let place: InvokePlace;
let where: string;
beforeEach(async () => {
  place = await invokePlace();
  where = `--provider invoke --function @demo/sample --invoke.url ${place.sandbox.url}`;
});
afterEach(() => place.close());

const cli = (line: string) => place.paste(`node '${DIST}' ${line}`);

test('a deploy from a terminal ends with 0 and makes the package live', async () => {
  await place.write({ 'build/index.js': handler('typed') });
  expect(await cli(`deploy ${where} --path build --switch`)).toMatchObject({ code: 0 });
  expect(await place.answer()).toBe('{"word":"typed"}');
});

test('a failure ends with 1', async () => {
  place.sandbox.set('invoke', { buildFails: true });
  expect(await cli(`deploy ${where} --path build --switch`)).toMatchObject({ code: 1 });
});

test('a bad input ends with 2 before anything is sent', async () => {
  const { code, stdout, stderr } = await cli(`deploy ${where} --path nowhere`);
  expect(code).toBe(2);
  expect(stdout + stderr).toContain('nowhere');
  expect(place.sandbox.requests()).toEqual([]);
});

test('an unknown operation ends with 2 and names those that exist', async () => {
  const { code, stderr } = await cli('depoly');
  expect(code).toBe(2);
  expect(stderr).toMatch(/deploy, canary, promote, rollback/);
});

test('a key on the command line is refused, with the variable to use, and not repeated', async () => {
  const { code, stdout, stderr } = await cli(`list ${where} --invoke-api-key ${KEY}`);
  expect(code).toBe(2);
  expect(stderr).toContain('INVOKE_API_KEY');
  expect(stdout + stderr).not.toContain(KEY);
});

test('list prints the versions', async () => {
  await place.live('one');
  const { code, stdout } = await cli(`list ${where}`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/1 /);
});

test('help names every operation and ends with 0', async () => {
  const { code, stdout } = await cli('help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/rollback/);
});

test('without a word, and without a runner, help is shown', async () => {
  const { code, stdout } = await place.paste(`env -u GITHUB_ACTIONS node '${DIST}'`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/versioned-deploy <operation>/);
  expect(stdout).not.toContain('::');
});

test('a reader that stops early is no failure', async () => {
  const { stderr } = await place.paste(`node '${DIST}' help | true`);
  expect(stderr).toBe('');
});
