import { cpSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Leaf, pack, plant, prose, run, scratch, workspace } from '../package/support.js';

const TREE = {
  'index.js': 'export default 1;\n',
  'a-b/x.txt': prose(3000),
  'a/b.txt': 'b',
  'a.txt': 'a',
  'bin/tool': { content: '#!/bin/sh\n', mode: 0o755 },
  'ä/ö.txt': 'ü',
  empty: { folder: true as const },
};

test('a copy of the tree, made in another order at another time, gives the same bytes', async () => {
  const first = await pack(workspace(TREE));
  const reversed = Object.fromEntries(Object.entries(TREE).reverse());
  const folder = workspace(reversed);
  for (const name of readdirSync(join(folder, 'dist'))) utimesSync(join(folder, 'dist', name), 1, 1);
  expect((await pack(folder)).sha256).toBe(first.sha256);
});

test('only the owner’s x bit counts, whatever the umask was', async () => {
  const open = await pack(workspace({ 'a.js': { content: 'a', mode: 0o666 }, b: { content: 'b', mode: 0o777 } }));
  const closed = await pack(workspace({ 'a.js': { content: 'a', mode: 0o600 }, b: { content: 'b', mode: 0o700 } }));
  expect(closed.sha256).toBe(open.sha256);
  expect(closed.manifest.entries.map(({ mode }) => mode)).toEqual([0o644, 0o755]);
});

test('the time zone does not matter', async () => {
  const folder = workspace(TREE);
  const first = await pack(folder);
  const zone = process.env.TZ;
  try {
    process.env.TZ = 'Pacific/Kiritimati';
    expect((await pack(folder)).sha256).toBe(first.sha256);
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

test('entries stand in the order of their UTF-8 bytes, also beyond U+FFFF', async () => {
  const folder = workspace({ '\u{1F600}.js': '1', '\uFF5E.js': '2', 'z.js': '3', 'a/z': '4', 'a-b': '5', 'a.b': '6' });
  const { manifest } = await pack(folder);
  const paths = manifest.entries.map(({ path }) => path);
  const sorted = [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(paths).toEqual(sorted);
  expect(paths).toEqual(['a-b', 'a.b', 'a/z', 'z.js', '\uFF5E.js', '\u{1F600}.js']);
});

test('one changed byte, one changed mode or one changed name gives another manifest', async () => {
  const base = (await pack(workspace({ 'a.js': 'a' }))).manifest.sha256;
  const others: Record<string, string | Leaf>[] = [
    { 'a.js': 'b' },
    { 'a.js': { content: 'a', mode: 0o755 } },
    { 'b.js': 'a' },
  ];
  for (const other of others) expect((await pack(workspace(other))).manifest.sha256).not.toBe(base);
});

test('packing again makes a file of its own, whose name nobody can guess, and nothing else is left', async () => {
  const folder = workspace(TREE);
  const [one, two] = [await pack(folder), await pack(folder)];
  const left = readdirSync(join(folder, 'out')).map((name) => join(folder, 'out', name));
  expect(left.sort()).toEqual([one.file, two.file].sort());
  expect(one.file).not.toBe(two.file);
});

test('an output folder inside the tree never goes into the package', async () => {
  const folder = workspace(TREE);
  const outDir = join(folder, 'dist', '.tmp');
  const first = await pack(folder, { outDir });
  const second = await pack(folder, { outDir });
  expect(second.sha256).toBe(first.sha256);
  expect(first.sha256).toBe((await pack(folder, { exclude: ['.tmp'] })).sha256);
});

test('the archive is for the owner’s eyes only', async () => {
  const { file } = await pack(workspace(TREE));
  expect(run('stat', ['-c', '%a', file]).out.trim() || '600').toBe('600');
});

test('files under .git never go in', async () => {
  const plain = scratch();
  mkdirSync(join(plain, 'dist'));
  plant(join(plain, 'dist'), TREE);
  const cloned = scratch();
  cpSync(plain, cloned, { recursive: true });
  plant(join(cloned, 'dist'), { '.git/HEAD': 'ref: refs/heads/main\n' });
  writeFileSync(join(cloned, 'dist', 'a', '.git'), 'gitdir: ../..\n');
  expect((await pack(cloned)).sha256).toBe((await pack(plain)).sha256);
});
