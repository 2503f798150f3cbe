import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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

test('--json prints the receipt alone, and says all else on stderr', async () => {
  await place.live('one');
  const { code, stdout, stderr } = await cli(`list ${where} --json`);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ operation: 'list', outcome: 'done', versions: [{ id: '1' }] });
  expect(stderr).toContain('version 1 is live');
});

test('--json of a bad input is a receipt too', async () => {
  const { code, stdout } = await cli(`deploy ${where} --path nowhere --json`);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed', error: { kind: 'input' } });
});

test('--version is that of the package around the bundle', async () => {
  const { version } = JSON.parse(await readFile(join(dirname(dirname(DIST)), 'package.json'), 'utf8')) as {
    version: string;
  };
  expect(await cli('--version')).toMatchObject({ code: 0, stdout: `versioned-deploy ${version}\n` });
});

test.each(['deploy', 'deploy --switch', 'diff', 'deploy --dry-run'])(
  '%s leaves nothing in the temp folder',
  async (operation) => {
    await place.live('one');
    await place.write({ 'build/index.js': handler('typed') });
    const temp = await mkdtemp(join(tmpdir(), 'vd-temp-'));
    const { stdout } = await place.paste(
      `env -u RUNNER_TEMP TMPDIR='${temp}' node '${DIST}' ${operation} ${where} --path build`,
    );
    expect(stdout).toMatch(/sample/);
    expect(await readdir(temp)).toEqual([]);
    expect(stdout).not.toContain(temp);
  },
);

test('an archive of the user’s own stays where it is', async () => {
  await place.write({ 'build/index.js': handler('typed') });
  await place.paste('tar -czf ready.tgz -C build .');
  const { code, stdout } = await cli(`deploy ${where} --path ready.tgz`);
  expect(code).toBe(0);
  expect(stdout).toContain('ready.tgz');
  expect(await readFile(join(place.cwd, 'ready.tgz'))).toHaveProperty('length');
});
