import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readGitIndex } from '../../src/package/git-executables.js';
import { ignorePattern } from '../../src/package/ignore-pattern.js';
import type { PackageOptions } from '../../src/package/make-package.js';
import { emptyScanResult, scanTree } from '../../src/package/scan-tree.js';
import { listener, pack, scratch, workspace } from './support.js';

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

test('an ignore-file outside the workspace is refused, also behind a link', async () => {
  const elsewhere = join(scratch(), 'list');
  writeFileSync(elsewhere, 'lib\n');
  const folder = workspace(LEAVES);
  await expect(pack(folder, { ignoreFile: elsewhere })).rejects.toThrow('lies outside the workspace');
  symlinkSync(elsewhere, join(folder, 'ship.ignore'));
  await expect(pack(folder, { ignoreFile: 'ship.ignore' })).rejects.toThrow('lies outside the workspace');
  symlinkSync(elsewhere, join(folder, 'dist', '.deployignore'));
  await expect(pack(folder)).rejects.toThrow('lies outside the workspace');
});

test('an ignore-file of megabytes is refused', async () => {
  const folder = workspace({ ...LEAVES, '.deployignore': '*.map\n'.repeat(100_000) });
  await expect(pack(folder)).rejects.toThrow('more than the 256.0 KB that are read');
});

for (const [what, pattern, path] of [
  ['stars between folders', `${'**/a/'.repeat(12)}b`, `${'a/'.repeat(60)}c`],
  ['stars in a name', `${'*a'.repeat(20)}b`, 'a'.repeat(200)],
  ['both', `${'**/*a*a*a/'.repeat(6)}b`, `${`${'a'.repeat(60)}/`.repeat(20)}c`],
] as const) {
  test(`a pattern with many ${what} takes no time`, () => {
    const started = performance.now();
    expect(ignorePattern(pattern)?.matches(path, false)).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
}

const NAMES = ['a', 'b', 'ab', 'a b', '#a', '!a', 'a.js', '[a]', 'ä', 'A'];
// Not `a**/b`: git compares the letters before the first star by themselves and takes the rest for `**/b`, against its manual.
// To git `?` and a class take one byte, to us one letter.
const PATTERNS = [
  ...['a', '/a', 'a/', 'a/b', '/a/b', '*', '*.js', '**', '/**', '**/', '**/b', 'a/**', 'a/**/b', 'a/*', 'a/*/b'],
  ...['**/a/**', '***/b', 'a**b', '**b/a', 'a/**b', '*/b', '?', 'a?', '??', '[ab]', '[!a]', '[^a]', '[a-b]*'],
  ...['[]a]', '[]', '[a', '[[:alpha:]]', '[[:upper:]]', '[[:nope:]]', '\\#a', '#a', '\\!a', 'a\\', '\\a', 'a\\ b'],
  ...[
    'a b',
    'a ',
    'a\\ ',
    '\\[a\\]',
    'a//b',
    '//a',
    '/',
    '//',
    '!',
    ' a',
    'a\\/b',
    'a[/]b',
    '[a/b]',
    '[!b]/a',
    '[\\]]',
  ],
  ...['[a-', '[b-a]', '[--a]', 'ä', 'a/b/', '**/a/b', '/*', '/*/', '*/', '*a*', 'a*b'],
];

/** path → is it a folder? */
const PATHS = new Map<string, boolean>();
for (const one of NAMES) {
  PATHS.set(one, true);
  for (const two of NAMES) PATHS.set(`${one}/${two}`, true).set(`${one}/${two}/a`, false).set(`${one}/${two}/b`, false);
}

/** Where a path begins to match: itself, or a folder above it, as in a walk through the tree. */
function reached(pattern: string, path: string): boolean {
  const parts = path.split('/');
  const above = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  return above.some((one) => ignorePattern(pattern)?.matches(one, PATHS.get(one) ?? true));
}

test('every pattern means what it means to git', () => {
  const folder = scratch();
  const git = (args: string[], input?: string) => spawnSync('git', args, { cwd: folder, input, encoding: 'utf8' });
  git(['init', '--quiet']);
  for (const [path, isFolder] of PATHS) if (isFolder) mkdirSync(join(folder, path), { recursive: true });
  for (const [path, isFolder] of PATHS) if (!isFolder) writeFileSync(join(folder, path), '');
  for (const pattern of PATTERNS) {
    writeFileSync(join(folder, '.git', 'info', 'exclude'), `${pattern}\n`);
    const all = [...PATHS.keys()].filter((path) => !/[?[]/.test(pattern) || !path.includes('ä'));
    const { stdout } = git(['check-ignore', '--no-index', '-z', '--stdin'], all.join('\0'));
    const ours = all.filter((path) => reached(pattern, path));
    expect([pattern, ours]).toEqual([pattern, stdout.split('\0').slice(0, -1)]);
  }
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
