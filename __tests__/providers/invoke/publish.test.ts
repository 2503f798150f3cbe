import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Package } from '../../../src/core/model.js';
import { makePackage, unzip } from '../../support/package.js';
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
const UPLOAD = 'POST /api/functions/ID/versions?afterBuildAction=none';
const LIST = 'GET /api/functions/ID/versions';
const VERSIONS = '^/api/functions/[^/]+/versions';

async function publish(n: number | string) {
  const provider = await on.open();
  return provider.publish(await pack(n), '');
}

describe('publishing to Invoke', () => {
  test('lists, uploads without a switch, checks the hash and follows the build', async () => {
    on.sandbox.set('invoke', { buildPolls: 2 });
    const { version, created, uploadedBytes } = await publish(1);
    const pkg = await pack(1);
    expect({ created, uploadedBytes, ...version }).toMatchObject({
      created: true,
      uploadedBytes: pkg.bytes,
      id: '1',
      status: 'ready',
      checksum: pkg.sha256,
    });
    const builds = `GET /api/functions/ID/builds?versionId=${on.fn().versions[0]?.id}&limit=5`;
    const download = `GET /api/functions/ID/versions/${on.fn().versions[0]?.id}/download`;
    expect(on.sent()).toEqual([LIST, UPLOAD, builds, builds, builds, LIST, download]);
    expect(on.fn().active_version_id).toBeNull();
  });

  test('streams the file with its length known', async () => {
    await publish(1);
    const upload = on.sandbox.requests().find(({ method }) => method === 'POST');
    const pkg = await pack(1);
    expect(upload?.headers['content-length']).toBe(String(upload?.requestBytes));
    expect(upload?.requestBytes).toBeGreaterThan(pkg.bytes);
    expect(upload?.headers['transfer-encoding']).toBeUndefined();
  });

  test('says each state of the build once', async () => {
    on.sandbox.set('invoke', { buildPolls: 5 });
    await publish(1);
    const states = on.log.lines.filter((line) => line.startsWith('Build of')).map((line) => line.replace(/ \(.*/, ''));
    expect(states).toEqual([
      'Build of version 1: queued',
      'Build of version 1: running',
      'Build of version 1: success',
    ]);
  });

  test('says of a failed build where a person reads why, for a key may not', async () => {
    const pkg = await makePackage({ 'index.js': 'export default async (req, res) => {', 'package.json': '{}' }, dir);
    await expect((await on.open()).publish(pkg, '')).rejects.toMatchObject({
      kind: 'vendor',
      message: 'The build of version 1 failed.',
      next: expect.stringContaining(`not to API keys: ${on.sandbox.url}/admin/builds/${on.fn().builds[0]?.id ?? ''}`),
    });
  });

  test('gives the reason of a failed build where the server has one', async () => {
    on.sandbox.set('invoke', { buildFails: 'Build timeout (300000ms)' });
    await expect(publish(1)).rejects.toMatchObject({
      message: 'The build of version 1 failed: Build timeout (300000ms).',
    });
  });

  test('says that a build was cancelled', async () => {
    on.sandbox.set('invoke', { buildCancelled: true });
    await expect(publish(1)).rejects.toMatchObject({ kind: 'vendor', code: 'cancelled' });
  });

  test('stops waiting at the deadline, naming the last state', async () => {
    on.sandbox.set('invoke', { buildMs: 1e9 });
    const provider = await on.open({}, { deadline: Date.now() + 500 });
    await expect(provider.publish(await pack(1), '')).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('version 1 to be built (last seen: queued)'),
    });
  });

  test('stops when it is told to', async () => {
    on.sandbox.set('invoke', { buildMs: 1e9 });
    const stop = new AbortController();
    const provider = await on.open({}, { signal: stop.signal });
    const publishing = provider.publish(await pack(1), '');
    setTimeout(() => stop.abort(), 150);
    await expect(publishing).rejects.toMatchObject({ kind: 'interrupted' });
  });

  test('warns that the links of a zip will not survive', async () => {
    const pkg = await pack(1);
    pkg.manifest.entries.push({ path: 'bin/x', mode: 0o120777, size: 1, sha256: '' });
    await (await on.open()).publish(pkg, '');
    expect(on.log.lines[0]).toMatch(/symbolic links of a zip into text files \(1, such as "bin\/x"\)/);
  });

  test('refuses a version whose hash is not ours', async () => {
    on.sandbox.set('invoke', { wrongHash: true });
    await expect(publish(1)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('does not hold what was sent'),
    });
  });
});

describe('an upload without a clear answer', () => {
  test('is found by its hash after a lost connection, and sent once', async () => {
    on.sandbox.fault({ kind: 'lose', method: 'POST', path: VERSIONS });
    const { version } = await publish(1);
    expect(version.id).toBe('1');
    expect(on.sent().filter((line) => line === UPLOAD)).toHaveLength(1);
    expect(on.fn().versions).toHaveLength(1);
  });

  test('is sent again when it never arrived', async () => {
    on.sandbox.fault({ kind: 'drop', method: 'POST', path: VERSIONS });
    expect((await publish(1)).version.id).toBe('1');
    expect(on.sent().filter((line) => line === UPLOAD)).toHaveLength(2);
    expect(on.fn().versions).toHaveLength(1);
  });

  test('is sent again after a 500 that left no row', async () => {
    on.sandbox.set('invoke', { uploadBreaks: 'before-row' });
    expect((await publish(1)).version.id).toBe('1');
    expect(on.fn().versions).toHaveLength(1);
  });

  test('is adopted after a 500 that left the row, compared file by file, and built', async () => {
    on.sandbox.set('invoke', { uploadBreaks: 'after-row' });
    const { version } = await publish(1);
    expect(version).toMatchObject({ id: '1', status: 'ready' });
    const id = on.fn().versions[0]?.id;
    expect(on.sent()).toEqual([
      LIST,
      UPLOAD,
      LIST,
      `GET /api/functions/ID/versions/${id}/download`,
      LIST,
      'POST /api/functions/ID/builds',
      `GET /api/functions/ID/builds?versionId=${id}&limit=5`,
      LIST,
      `GET /api/functions/ID/versions/${id}/download`,
    ]);
  });

  test('is refused when the row has our hash and the store another content', async () => {
    on.sandbox.set('invoke', { uploadBreaks: 'foreign-object' });
    await expect(publish(1)).rejects.toMatchObject({
      kind: 'refused',
      message: 'Version 1 has our hash, but other content: 1 files differ (index.js).',
    });
  });

  test('is not believed after a 201: who lost the race may have overwritten it, and left no row', async () => {
    on.sandbox.set('invoke', { uploadBreaks: 'overwritten' });
    const { version } = await publish(1);
    expect(version.id).toBe('2');
    expect(on.log.lines.join('\n')).toContain('overwrote version 1: it has our hash, but other code.');
    const code = await buffer(await (await on.open()).code({ id: '2', status: 'ready' }));
    expect(await unzip(code)).toEqual(sources(1));
  });

  test('is sent again when its build failed on half of what another upload wrote', async () => {
    on.sandbox.set('invoke', { uploadBreaks: 'unreadable' });
    expect((await publish(1)).version).toMatchObject({ id: '2', status: 'ready' });
    expect(on.fn().versions.map(({ build_status }) => build_status)).toEqual(['failed', 'built']);
  });

  test('is not sent again only because what was built cannot be read back', async () => {
    on.sandbox.fault({ kind: 'answer', path: '/download', times: 99, answer: { status: 500, body: {} } });
    expect((await publish(1)).version.id).toBe('1');
    expect(on.fn().versions).toHaveLength(1);
    expect(on.log.lines.join('\n')).toContain('could not be read back, so only its hash says that it is what was sent');
  });

  test('is given up when the server keeps answering 500, with the row count unchanged', async () => {
    on.sandbox.fault({ kind: 'answer', method: 'POST', path: VERSIONS, times: 9, answer: { status: 500, body: {} } });
    await expect(publish(1)).rejects.toMatchObject({
      kind: 'vendor',
      status: 500,
      message: expect.stringMatching(/^The upload of \d+ bytes failed 3 times, and left no version behind\./),
    });
    expect(on.fn().versions).toEqual([]);
  });

  test('ends with the right content for all five who upload at once', async () => {
    on.sandbox.set('invoke', { storeMs: 100_000, buildMs: 2_500_000 });
    const ids = await Promise.all([1, 2, 3, 4, 5].map(async (n) => (await publish(n)).version.id));
    expect(new Set(ids).size).toBe(5);
    const uploads = on.sandbox.requests().filter(({ path: at }) => at.includes('afterBuild'));
    expect(uploads.some(({ status }) => status === 500)).toBe(true);
    for (const [index, id] of ids.entries()) {
      const provider = await on.open();
      const code = await buffer(await provider.code({ id, status: 'ready' }));
      expect(await unzip(code)).toEqual(sources(index + 1));
    }
  });
});
