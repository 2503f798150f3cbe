import { appendFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runJob } from '../../src/archive/compress-files.js';
import { createDeflater } from '../../src/archive/deflate.js';
import { nativeCode } from '../../src/archive/load-native-code.js';
import type { FileToPack } from '../../src/archive/worker-jobs.js';
import { listener, noise, pack, plant, scratch, workspace } from '../package/support.js';

/** Packs a tree of which `a.js` is changed after it was listed and before it is read. */
async function meanwhile(change: (file: string) => void): Promise<unknown> {
  const folder = workspace({ 'a.js': 'before', 'b/x.js': '1', 'b/X.js': '2' });
  const log = listener();
  // The only thing said while the tree is being read.
  log.warning = () => change(join(folder, 'dist', 'a.js'));
  return pack(folder, { log }).catch((error: unknown) => (error as Error).message);
}

test('a file that grows is noticed', async () => {
  expect(await meanwhile((file) => appendFileSync(file, '!'))).toMatch(/"a.js" changed while the package was made/);
});

test('a file that vanishes is noticed', async () => {
  expect(await meanwhile((file) => rmSync(file))).toMatch(/"a.js" vanished while/);
});

test('a file of which only the content changes is noticed', async () => {
  const change = (file: string) => {
    writeFileSync(file, 'behind');
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
  };
  expect(await meanwhile(change)).toMatch(/"a.js" changed while .*written to/);
});

test('a file that becomes a link out of the tree is not followed', async () => {
  const change = (file: string) => {
    rmSync(file);
    plant(join(file, '..'), { 'a.js': { link: '/etc/hostname' } });
  };
  expect(await meanwhile(change)).toMatch(/"a.js" changed while .*symbolic link/);
});

const itemOf = (root: string, path: string): FileToPack => {
  const { size, mtimeMs } = statSync(join(root, path));
  return { path, mode: 0o644, size, mtimeMs };
};

test('a large file that becomes shorter is noticed by the block and by the hash', () => {
  const root = plant(scratch(), { 'big.bin': noise(70_000) });
  const item = itemOf(root, 'big.bin');
  truncateSync(join(root, 'big.bin'), 60_000);
  const compressor = createDeflater(nativeCode());
  const block = runJob({ kind: 'block', root, level: 6, item, start: 0, length: 70_000, last: true }, compressor);
  expect(block).toMatchObject({ kind: 'failed', why: 'changed', path: 'big.bin' });
  expect(runJob({ kind: 'digest', root, item }, compressor)).toMatchObject({ kind: 'failed', why: 'changed' });
});
