import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readGitIndex } from '../../src/package/git-executables.js';
import type { PackageOptions } from '../../src/package/make-package.js';
import { emptyScanResult, scanTree } from '../../src/package/scan-tree.js';
import { listener, pack, workspace } from './support.js';

const LEAVES = { 'index.js': '1', 'test/a.js': '2', 'lib/a.map': '3', 'lib/keep.map': '4', 'lib/a.js': '5' };

async function packed(leaves: Record<string, string>, options: Partial<PackageOptions> = {}): Promise<string[]> {
  const { manifest } = await pack(workspace(leaves), options);
  return manifest.entries.map(({ path }) => path);
}

test('.deployignore speaks gitignore, and does not ship', async () => {
  const ignore = '# maps\n*.map\n!keep.map\n/test/\n';
  expect(await packed({ ...LEAVES, '.deployignore': ignore })).toEqual(['index.js', 'lib/a.js', 'lib/keep.map']);
});

test('exclude adds to it, and can take back', async () => {
  const leaves = { ...LEAVES, '.deployignore': '*.map' };
  expect(await packed(leaves, { exclude: ['test', '!lib/a.map'] })).toEqual(['index.js', 'lib/a.js', 'lib/a.map']);
});

test('case counts, on every machine', async () => {
  expect(await packed({ 'README.md': '1', 'a.js': '2' }, { exclude: ['readme.md'] })).toEqual(['README.md', 'a.js']);
});

test('ignore-file names another one, in the workspace', async () => {
  const folder = workspace({ ...LEAVES, '.deployignore': 'index.js' });
  writeFileSync(join(folder, 'ship.ignore'), 'lib\ntest\n');
  const { manifest } = await pack(folder, { ignoreFile: 'ship.ignore' });
  expect(manifest.entries.map(({ path }) => path)).toEqual(['.deployignore', 'index.js']);
});

test('an ignore-file that is not there is refused', async () => {
  await expect(pack(workspace(LEAVES), { ignoreFile: 'nope' })).rejects.toThrow('Input `ignore-file` is "nope"');
});

test('a folder of which everything is left out is an empty folder', async () => {
  expect(await packed(LEAVES, { exclude: ['test/*', 'lib'] })).toEqual(['index.js', 'test']);
});

test('on Windows the x bit is what git’s index says', () => {
  const folder = workspace({ 'run.sh': '1', 'a.js': '2', 'bin/Tool name': '3' });
  const executables = readGitIndex('100755 aa 0\trun.sh\x00100644 bb 0\ta.js\x00100755 cc 0\tbin/Tool name\x00');
  const rules = { leavesOut: () => false };
  const items = scanTree(
    { root: join(folder, 'dist'), rules, executables, windows: true, log: listener() },
    emptyScanResult(),
  );
  expect([...items].map(({ path, mode }) => [path, mode])).toEqual([
    ['a.js', 0o644],
    ['bin/Tool name', 0o755],
    ['run.sh', 0o755],
  ]);
});
