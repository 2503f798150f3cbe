import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION } from '../../../src/providers/invoke/sandbox/index.js';
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

/** Versions 1 and 2, of which 1 is live. */
async function published() {
  const before = await on.open();
  for (const n of [1, 2]) await before.publish(await makePackage(sources(n), dir), '');
  await before.point('active', { stable: '1' }, {});
  const provider = await on.open();
  return { provider, expected: await provider.alias('active') };
}

test.each([
  ['failed', { buildFails: true }, 'built (a later build: failed)'],
  ['building', { buildOrphanedMs: 0 }, 'built (a later build: building)'],
])('switches to a version that is built, whose later build is %s', async (state, settings, said) => {
  const { provider, expected } = await published();
  on.sandbox.set('invoke', settings);
  const versionId = on.fn().versions[1]?.id;
  const body = JSON.stringify({ versionId });
  const headers = { 'content-type': 'application/json' };
  await on.api(`/api/functions/${SANDBOX_FUNCTION}/builds`, { method: 'POST', body, headers });
  expect(await provider.version('2')).toMatchObject({ status: 'ready', state: said });
  expect(on.fn().versions[1]?.build_status).toBe(state);
  expect((await provider.point('active', { stable: '2' }, { expected })).split).toEqual({ stable: '2' });
  const again = await on.open();
  expect((await again.findPublished(await makePackage(sources(2), dir), undefined))?.id).toBe('2');
});
