import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION } from '../../../src/providers/invoke/sandbox/index.js';
import { makePackage } from '../../support/package.js';
import { type Started, sources, start } from './support.js';

let on: Started;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'invoke-'));
  // 30 s for callers of a plain switch, as they are.
  on = await start({ cacheMs: 30_000_000 });
});
afterEach(async () => {
  await on.sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

const SWITCH = 'POST /api/functions/ID/switch-version';
const BUILD = 'POST /api/functions/ID/builds';
const active = () => on.fn().versions.find(({ id }) => id === on.fn().active_version_id)?.version;
const answer = async () => (await fetch(`${on.sandbox.url}/invoke/${SANDBOX_FUNCTION}/`)).text();
const writes = () => on.sent().filter((line) => line.startsWith('POST'));

/** Versions 1 to 3, of which 1 is live, and callers know it. */
async function published(fastSwitch: boolean) {
  const before = await on.open();
  for (const n of [1, 2, 3]) await before.publish(await makePackage(sources(n), dir), '');
  await before.point('active', { stable: '1' }, {});
  expect(await answer()).toBe('{"version":1}');
  on.sandbox.clear();
  const provider = await on.open({ invoke: { fastSwitch } });
  return { provider, expected: await provider.alias('active') };
}

const byHand = (version_number: number) =>
  on.api(`/api/functions/${SANDBOX_FUNCTION}/switch-version`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version_number }),
  });

test('without it a switch is one request, and callers see it late', async () => {
  const { provider, expected } = await published(false);
  const after = await provider.point('active', { stable: '2' }, { expected });
  expect([after.settlesMs, await answer(), writes()]).toEqual([undefined, '{"version":1}', [SWITCH]]);
});

test('with it the version is built once more, and callers see it at once', async () => {
  const { provider, expected } = await published(true);
  const after = await provider.point('active', { stable: '2' }, { expected });
  expect(after).toMatchObject({ split: { stable: '2' }, settlesMs: 2000 });
  expect([await answer(), writes()]).toEqual(['{"version":2}', [SWITCH, BUILD]]);
  expect(on.fn().builds.at(-1)).toMatchObject({ version_number: 2, after_build_action: 'switch', status: 'success' });
});

test('where that build fails, the switch stands, and is late', async () => {
  const { provider, expected } = await published(true);
  on.sandbox.set('invoke', { buildFails: true });
  const after = await provider.point('active', { stable: '2' }, { expected });
  expect([after.split, after.settlesMs, active()]).toEqual([{ stable: '2' }, undefined, 2]);
  expect(on.log.lines.join('\n')).toContain(
    'Callers were not told of the switch to version 2, and see it within 30 s: The build of version 2 failed.',
  );
});

test('what somebody else makes live meanwhile stays live, and it is said', async () => {
  const { provider, expected } = await published(true);
  on.sandbox.set('invoke', { buildMs: 1_000_000 });
  const moving = provider.point('active', { stable: '2' }, { expected });
  const end = expect(moving).rejects.toMatchObject({
    kind: 'conflict',
    message: 'Somebody made version 3 active while version 2 was built for the fast switch.',
    next: expect.stringContaining('Theirs was left, or made active again.'),
  });
  while (!writes().includes(BUILD)) await sleep(10);
  await byHand(3);
  await end;
  expect(active()).toBe(3);
});

test('a way back waits for the end of the build that would undo it', async () => {
  const { provider, expected } = await published(true);
  on.sandbox.set('invoke', { buildMs: 500_000 });
  const stop = new AbortController();
  const forward = await on.open({ invoke: { fastSwitch: true } }, { signal: stop.signal });
  const moving = forward.point('active', { stable: '2' }, { expected });
  const end = expect(moving).rejects.toMatchObject({ kind: 'interrupted' });
  while (!writes().includes(BUILD)) await sleep(10);
  stop.abort();
  await end;
  const now = await provider.alias('active');
  expect(now?.split).toEqual({ stable: '2' });
  const after = await provider.point('active', { stable: '1' }, { expected: now });
  expect([after.split, active(), await answer()]).toEqual([{ stable: '1' }, 1, '{"version":1}']);
  await sleep(700);
  await on.api(`/api/functions/${SANDBOX_FUNCTION}/versions`);
  expect(active()).toBe(1);
  expect(on.fn().builds.every(({ status }) => status === 'success')).toBe(true);
});
