import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import type { Request } from '../../src/core/model.js';
import { act } from '../support/keeping.js';
import { type Memory, memory } from '../support/memory.js';
import { makePackage, unzip } from '../support/package.js';
import { rawZip } from '../support/rawzip.js';

let world: Memory;
let dir: string;

beforeEach(async () => {
  world = memory();
  dir = await mkdtemp(join(tmpdir(), 'vd-download-'));
  for (const text of ['one', 'two']) {
    const pkg = await makePackage({ 'index.js': text });
    await act({ world, pkg }, { path: 'build', switch: text === 'one' });
  }
});

const download = (asked: Partial<Request>) => act({ world }, { operation: 'download', ...asked });

test('to a folder', async () => {
  const receipt = await download({ version: '2', output: join(dir, 'new/out') });
  expect(await readFile(join(dir, 'new/out/index.js'), 'utf8')).toBe('two');
  expect(receipt).toMatchObject({ outcome: 'done', output: join(dir, 'new/out'), version: { id: '2' } });
});

test('to a .zip file', async () => {
  await download({ version: '2', output: join(dir, 'two.zip') });
  expect(await unzip(await readFile(join(dir, 'two.zip')))).toEqual({ 'index.js': 'two' });
});

test('without a version: what is live', async () => {
  await download({ output: join(dir, 'out') });
  expect(await readFile(join(dir, 'out/index.js'), 'utf8')).toBe('one');
});

test('without an output nothing is sent', async () => {
  const before = world.requests.length;
  expect((await download({ version: '2' })).error?.kind).toBe('input');
  expect(world.requests).toHaveLength(before);
});

test('nothing else is left beside it', async () => {
  await download({ version: '2', output: join(dir, 'out') });
  expect(await readdir(dir)).toEqual(['out']);
});

test('a version that does not exist is refused, and leaves nothing', async () => {
  const receipt = await download({ version: '77', output: join(dir, 'new/out') });
  expect(receipt.error?.message).toContain('Version 77');
  expect(await readdir(dir)).toEqual([]);
});

test('a folder that holds something is not touched, before anything is sent', async () => {
  await mkdir(join(dir, 'out'));
  await writeFile(join(dir, 'out/mine'), '');
  const before = world.requests.length;
  expect((await download({ version: '2', output: join(dir, 'out') })).error?.kind).toBe('input');
  expect(world.requests).toHaveLength(before);
  expect(await readdir(join(dir, 'out'))).toEqual(['mine']);
});

test('a file that exists is not overwritten', async () => {
  await writeFile(join(dir, 'two.zip'), 'mine');
  await download({ version: '2', output: join(dir, 'two.zip') });
  expect(await readFile(join(dir, 'two.zip'), 'utf8')).toBe('mine');
});

test('a hostile archive is refused, and leaves nothing', async () => {
  const kept = world.versions.get('2');
  if (kept)
    kept.data = rawZip([
      { name: 'ok', data: '1' },
      { name: '../../evil', data: '2' },
    ]);
  const receipt = await download({ version: '2', output: join(dir, 'new/out') });
  expect(receipt.error).toMatchObject({ kind: 'refused', message: expect.stringContaining('version 2') });
  expect(await readdir(dir)).toEqual([]);
});

test('an error page in place of an archive is refused, and leaves nothing', async () => {
  const kept = world.versions.get('2');
  if (kept) kept.data = Buffer.from('<html>502</html>');
  const receipt = await download({ version: '2', output: join(dir, 'two.zip') });
  expect(receipt.error?.message).toContain('not a zip file');
  expect(await readdir(dir)).toEqual([]);
});
