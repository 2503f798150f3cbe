import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION, SANDBOX_KEY } from '../../../src/providers/invoke/sandbox/index.js';
import { makePackage } from '../../support/package.js';
import { type Started, sources, start } from './support.js';

let on: Started;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'invoke-'));
  on = await start();
});
afterEach(async () => {
  await on.sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

const SWITCH = 'POST /api/functions/ID/switch-version';
const SWITCHES = '/switch-version$';
const active = () => on.fn().versions.find(({ id }) => id === on.fn().active_version_id)?.version;

/** Builds 1…n as a run before; returns a new run's provider and what it reads. */
async function published(n: number, live?: string) {
  const before = await on.open();
  for (let i = 1; i <= n; i++) await before.publish(await makePackage(sources(i), dir), '');
  if (live) await before.point('active', { stable: live }, {});
  on.sandbox.clear();
  const provider = await on.open();
  return { provider, expected: await provider.alias('active') };
}

describe('switching Invoke', () => {
  test('takes four requests to a named version: get, list, switch by UUID, get', async () => {
    const { provider, expected } = await published(2, '2');
    const after = await provider.point('active', { stable: '1' }, { expected });
    expect(after.split).toEqual({ stable: '1' });
    expect(on.sent()).toEqual([
      'GET /api/functions/ID',
      'GET /api/functions/ID/versions',
      SWITCH,
      'GET /api/functions/ID',
    ]);
    const first = on.fn().versions.find(({ version }) => version === 1);
    expect(on.sandbox.requests()[2]?.json).toEqual({ versionId: first?.id });
  });

  test('refuses a version whose build failed, with the page that says why, sending no switch', async () => {
    const { provider, expected } = await published(1, '1');
    on.sandbox.set('invoke', { buildFails: true });
    await provider.publish(await makePackage(sources(2), dir), '').catch(() => undefined);
    const later = await on.open();
    await expect(later.point('active', { stable: '2' }, { expected })).rejects.toMatchObject({
      kind: 'refused',
      message: 'Version 2 cannot go live: its build failed.',
      next: expect.stringMatching(/not to API keys: http:.*\/admin\/builds\/[0-9a-f-]{36}$/),
    });
    expect(on.sent()).not.toContain(SWITCH);
  });

  test('refuses a version that is still being built', async () => {
    const { expected } = await published(1, '1');
    on.sandbox.set('invoke', { buildMs: 1e9 });
    const short = await on.open({}, { deadline: Date.now() + 300 });
    await short.publish(await makePackage(sources(2), dir), '').catch(() => undefined);
    const later = await on.open();
    await expect(later.point('active', { stable: '2' }, { expected })).rejects.toThrow('it is still being built');
  });

  test('notices that the live number was given to another build', async () => {
    const { provider, expected } = await published(1, '1');
    const other = { ...expected, name: 'active', split: { stable: '1' }, lock: 'another-uuid' };
    await provider.publish(await makePackage(sources(2), dir), '');
    await expect(provider.point('active', { stable: '2' }, { expected: other })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('another build under the same number'),
    });
  });

  test('does not switch to a stranger that got the number of our version', async () => {
    const { provider } = await published(0);
    await provider.publish(await makePackage(sources('ours'), dir), '');
    await on.api(`/api/functions/${SANDBOX_FUNCTION}/versions?version=1`, { method: 'DELETE' });
    await (await on.open()).publish(await makePackage(sources('theirs'), dir), '');
    await expect(provider.point('active', { stable: '1' }, {})).rejects.toMatchObject({ kind: 'conflict' });
    expect(on.sent()).not.toContain(SWITCH);
  });

  test('believes what it reads back after a lost answer', async () => {
    const { provider, expected } = await published(2, '1');
    on.sandbox.fault({ kind: 'lose', path: SWITCHES });
    expect((await provider.point('active', { stable: '2' }, { expected })).split).toEqual({ stable: '2' });
    expect(on.sent().filter((line) => line === SWITCH)).toHaveLength(1);
  });

  test('says that the switch is under way when what is live cannot be read after it', async () => {
    const { provider, expected } = await published(2, '1');
    const read = `/api/functions/${SANDBOX_FUNCTION}$`;
    on.sandbox.fault({ kind: 'answer', path: read, times: 9, answer: { status: 401, body: {} } });
    const moved = provider.point('active', { stable: '2' }, { expected });
    await expect(moved).rejects.toMatchObject({ status: 401, writeAccepted: true });
    expect(active()).toBe(2);
  });

  test('sends a switch once more that never arrived', async () => {
    const { provider, expected } = await published(2, '1');
    on.sandbox.fault({ kind: 'drop', path: SWITCHES });
    expect((await provider.point('active', { stable: '2' }, { expected })).split).toEqual({ stable: '2' });
    expect(active()).toBe(2);
  });

  test('reports a switch that the server keeps failing', async () => {
    const { provider, expected } = await published(2, '1');
    on.sandbox.fault({
      kind: 'answer',
      path: SWITCHES,
      times: 9,
      answer: { status: 500, body: { message: 'no disk' } },
    });
    await expect(provider.point('active', { stable: '2' }, { expected })).rejects.toMatchObject({
      message: 'Invoke refused to switch the version: no disk (HTTP 500).',
      status: 500,
    });
    expect([active(), on.sent().filter((line) => line === SWITCH).length]).toEqual([1, 3]);
  });
});

describe('a switch that is answered with 202', () => {
  /** The list says built, and the switch finds no artifact. */
  async function gone(settings: Record<string, unknown>) {
    const { provider, expected } = await published(2, '1');
    on.sandbox.set('invoke', { artifactGone: true, ...settings });
    return { provider, expected };
  }

  test('is followed to the end of the build that switches, and read back', async () => {
    const { provider, expected } = await gone({ buildPolls: 2 });
    const after = await provider.point('active', { stable: '2' }, { expected });
    expect([after.split, active()]).toEqual([{ stable: '2' }, 2]);
    expect(on.log.lines).toContain('Invoke builds version 2 once more before it switches; following that build.');
    const builds = `GET /api/functions/ID/builds?versionId=${on.fn().active_version_id}&limit=5`;
    expect(on.sent().slice(2)).toEqual([SWITCH, builds, builds, builds, 'GET /api/functions/ID']);
  });

  test('leaves what was live when that build fails', async () => {
    const { provider, expected } = await gone({ buildFails: 'Build timeout (300000ms)' });
    await expect(provider.point('active', { stable: '2' }, { expected })).rejects.toMatchObject({
      kind: 'vendor',
      message: 'The build of version 2 failed: Build timeout (300000ms).',
    });
    expect(active()).toBe(1);
  });

  test('says at the deadline that the build will still switch', async () => {
    await gone({ buildMs: 1e9 });
    const provider = await on.open({}, { deadline: Date.now() + 1000 });
    const expected = await provider.alias('active');
    await expect(provider.point('active', { stable: '2' }, { expected })).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('still switches to version 2 when it ends'),
    });
  });
});

describe('deleting a version of Invoke', () => {
  test('believes the list after a lost answer', async () => {
    const { provider } = await published(2, '2');
    on.sandbox.fault({ kind: 'lose', method: 'DELETE' });
    await provider.remove({ id: '1', status: 'ready' });
    expect(on.fn().versions.map(({ version }) => version)).toEqual([2]);
  });

  test('fails when the version is still there', async () => {
    const { provider } = await published(2, '2');
    on.sandbox.fault({ kind: 'drop', method: 'DELETE' });
    await expect(provider.remove({ id: '1', status: 'ready' })).rejects.toMatchObject({ kind: 'network' });
    expect(on.fn().versions).toHaveLength(2);
  });
});

describe('the printed commands', () => {
  test('the curl line switches when it is pasted', async () => {
    const { provider, expected } = await published(2, '1');
    await provider.point('active', { stable: '2' }, { expected });
    const curl = provider.command('active', { stable: '1' }).find(({ tool }) => tool === 'curl');
    expect(curl?.line).not.toContain(SANDBOX_KEY);
    const env = { PATH: process.env.PATH, INVOKE_API_KEY: SANDBOX_KEY };
    await promisify(execFile)('sh', ['-c', curl?.line ?? 'false'], { env });
    expect(active()).toBe(1);
  });

  test('name the version by its UUID already when only the alias was read', async () => {
    const { provider } = await published(1, '1');
    const [cli, curl] = provider.command('active', { stable: '1' });
    expect(cli?.line).toBe(`invoke function:versions:switch ${SANDBOX_FUNCTION} --ver 1`);
    expect(curl?.line).toContain(on.fn().versions[0]?.id);
  });

  test('name the project for the CLI', async () => {
    const provider = await on.open({ function: '@demo/sample' });
    const [cli, curl] = provider.command('active', { stable: '3' });
    expect(cli?.line).toBe('invoke function:versions:switch @demo/sample --ver 3');
    expect(curl).toBeUndefined();
  });

  test('quote what a shell would take apart', async () => {
    await on.api('/api/functions', {
      method: 'POST',
      body: JSON.stringify({ name: "it's $HOME; a", project_id: '0a11ce00-0000-4000-8000-000000000001' }),
    });
    const provider = await on.open({ function: "@demo/it's $HOME; a" });
    const [cli] = provider.command('active', { stable: '3' });
    const printed = await promisify(execFile)('sh', ['-c', (cli?.line ?? '').replace('invoke', "printf '%s|'")]);
    expect(printed.stdout).toBe("function:versions:switch|@demo/it's $HOME; a|--ver|3|");
  });
});
