import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Package } from '../../../src/core/model.js';
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

const pack = (n: number | string): Promise<Package> => makePackage(sources(n), dir);
const LIST = 'GET /api/functions/ID/versions';

async function publish(n: number | string) {
  const provider = await on.open();
  return provider.publish(await pack(n), '');
}

describe('looking for a package that is there', () => {
  test('takes the live one of several with the same hash', async () => {
    const first = (await publish(1)).version.id;
    await publish(1);
    const provider = await on.open();
    await provider.point('active', { stable: first }, {});
    const again = await on.open();
    on.sandbox.clear();
    const found = await again.findPublished(await pack(1), await again.alias('active'));
    const download = `GET /api/functions/ID/versions/${on.fn().versions[0]?.id}/download`;
    expect([found?.id, on.sent()]).toEqual([first, ['GET /api/functions/ID', LIST, download]]);
  });

  test('follows one that is still being built', async () => {
    on.sandbox.set('invoke', { buildMs: 1e9 });
    const short = await on.open({}, { deadline: Date.now() + 400 });
    await short.publish(await pack(1), '').catch(() => undefined);
    on.sandbox.set('invoke', { buildMs: 0 });
    const provider = await on.open();
    expect(await provider.findPublished(await pack(1), undefined)).toMatchObject({ id: '1', status: 'ready' });
  });

  test('passes over one that another upload overwrote', async () => {
    on.sandbox.set('invoke', { uploadBreaks: 'overwritten' });
    const published = (await publish(1)).version.id;
    const provider = await on.open();
    expect([published, (await provider.findPublished(await pack(1), undefined))?.id]).toEqual(['2', '2']);
    // The same, where the live one is it.
    await on.api(`/api/functions/${SANDBOX_FUNCTION}/switch-version`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"version_number":1}',
    });
    const again = await on.open();
    expect((await again.findPublished(await pack(1), await again.alias('active')))?.id).toBe('2');
  });

  test('passes over one whose build failed', async () => {
    on.sandbox.set('invoke', { buildFails: true });
    await publish(1).catch(() => undefined);
    const provider = await on.open();
    expect(await provider.findPublished(await pack(1), undefined)).toBeUndefined();
  });
});
