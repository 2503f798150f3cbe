import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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

const pack = (n: number | string) => makePackage(sources(n), dir);
const MINUTE = 60_000;

describe('a build that a restart of the server has orphaned', () => {
  /** Version 1 is uploaded, and its build has run for so many minutes without anybody working on it. */
  async function orphaned(minutes: number, waitMs = 60_000) {
    on.sandbox.set('invoke', { buildOrphanedMs: minutes * MINUTE });
    const publishing = (await on.open({}, { deadline: Date.now() + waitMs })).publish(await pack(1), '');
    while (on.fn().builds[0]?.orphaned !== true) await sleep(10);
    on.sandbox.set('invoke', { buildOrphanedMs: null });
    return { publishing };
  }
  const builds = () => on.fn().builds.map(({ status, after_build_action: after }) => [status, after]);

  test('is queued once more when it runs for longer than the server lets any build run', async () => {
    const { publishing } = await orphaned(6);
    expect((await publishing).version).toMatchObject({ id: '1', status: 'ready' });
    expect(builds()).toEqual([
      ['running', 'none'],
      ['success', 'none'],
    ]);
    expect(on.log.lines.join('\n')).toContain(
      'The build of version 1 runs for 360 s, and Invoke ends each after 300 s: a restart of the server has lost it. Building once more.',
    );
  });

  test('is waited for as long as it may still be alive', async () => {
    const { publishing } = await orphaned(4, 500);
    await expect(publishing).rejects.toMatchObject({ kind: 'timeout' });
    expect(builds()).toEqual([['running', 'none']]);
  });

  test('is found by the next run, which uploads nothing', async () => {
    on.sandbox.set('invoke', { buildOrphanedMs: 6 * MINUTE });
    const short = await on.open({}, { deadline: Date.now() + 300 });
    await short.publish(await pack(1), '').catch(() => undefined);
    on.sandbox.set('invoke', { buildOrphanedMs: null });
    on.sandbox.clear();
    const found = await (await on.open()).findPublished(await pack(1), undefined);
    expect(found).toMatchObject({ id: '1', status: 'ready' });
    expect(on.sent().filter((line) => line.includes('afterBuildAction'))).toEqual([]);
  });

  test('keeps what it was to do: one that switches is replaced by one that switches', async () => {
    const before = await on.open();
    for (const n of [1, 2]) await before.publish(await pack(n), '');
    await before.point('active', { stable: '1' }, {});
    const provider = await on.open();
    const expected = await provider.alias('active');
    on.sandbox.set('invoke', { artifactGone: true, buildOrphanedMs: 6 * MINUTE });
    const moving = provider.point('active', { stable: '2' }, { expected });
    while (!on.fn().builds.some((build) => build.orphaned)) await sleep(10);
    on.sandbox.set('invoke', { buildOrphanedMs: null });
    expect((await moving).split).toEqual({ stable: '2' });
    expect(builds().slice(2)).toEqual([
      ['running', 'switch'],
      ['success', 'switch'],
    ]);
  });
});

describe('a server that restarts', () => {
  /** As a proxy before it answers meanwhile. */
  const away = (times: number, path?: string) =>
    on.sandbox.fault({ kind: 'answer', times, path, answer: { status: 502, body: 'Bad Gateway' } });

  test('is outlived before, during and after each step of a deploy', async () => {
    away(3);
    const provider = await on.open({ function: 'sample' });
    const live = await provider.alias('active');
    const pkg = await pack(1);
    away(3);
    expect(await provider.findPublished(pkg, live)).toBeUndefined();
    away(3);
    const { version } = await provider.publish(pkg, '');
    away(5, 'switch-version$');
    expect((await provider.point('active', { stable: version.id }, { expected: live })).split).toEqual({ stable: '1' });
  });

  test('is outlived while a build is queued once more', async () => {
    on.sandbox.set('invoke', { uploadBreaks: 'after-row' });
    away(3, '/builds$');
    expect((await (await on.open()).publish(await pack(1), '')).version.id).toBe('1');
  });
});
