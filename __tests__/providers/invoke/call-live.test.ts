import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SANDBOX_FUNCTION } from '../../../src/providers/invoke/sandbox/index.js';
import { makePackage } from '../../support/package.js';
import { type Started, sources, start } from './support.js';

let on: Started;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'invoke-'));
  on = await start({ cacheMs: 0 });
  const provider = await on.open();
  const { version } = await provider.publish(await makePackage(sources('A'), dir), '');
  await provider.point('active', { stable: version.id }, {});
  on.sandbox.clear();
});
afterEach(async () => {
  await on.sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

describe('a call of what is live', () => {
  test('is one request', async () => {
    const provider = await on.open();
    expect(await provider.callLive?.('{}')).toMatchObject({ status: 200, body: '{"version":"A"}' });
    expect(on.sent()).toEqual(['POST /invoke/ID/']);
  });

  test('brings the key to a function that wants one, looked up once and masked', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ requires_api_key: true });
    await on.api(`/api/functions/${SANDBOX_FUNCTION}`, { method: 'PATCH', headers, body });
    on.sandbox.clear();
    const provider = await on.open();
    for (let i = 0; i < 2; i++) expect(await provider.callLive?.('{}')).toMatchObject({ status: 200 });
    expect(on.sent()).toEqual(['POST /invoke/ID/', 'GET /api/functions/ID', 'POST /invoke/ID/', 'POST /invoke/ID/']);
    expect(on.log.masked).toContain(on.fn().api_key);
  });

  test('is not offered where the execution service is not known', async () => {
    expect((await on.open({ invoke: { executionUrl: undefined } })).callLive).toBeUndefined();
  });
});
