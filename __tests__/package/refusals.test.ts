import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { PackageOptions } from '../../src/package/make-package.js';
import { has, noise, pack, prose, run, scratch, workspace } from './support.js';

/** The refusal of a package; and that nothing was left behind. */
async function refusal(folder: string, options: Partial<PackageOptions> = {}): Promise<DeployError> {
  const error = await pack(folder, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DeployError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.kind).toBe('input');
  expect(error.message).toContain('`path`');
  expect(error.next).toMatch(/\.$/);
  expect(left(folder)).toEqual([]);
  return error;
}

function left(folder: string): string[] {
  try {
    return readdirSync(join(folder, 'out'));
  } catch {
    return [];
  }
}

test('a path that is not there', async () => {
  expect((await refusal(scratch(), { path: 'build' })).message).toMatch(/^Input `path` is "build": there is no such/);
});

test('no path', async () => {
  expect((await refusal(scratch(), { path: '' })).message).toContain('nothing is given');
});

test('an empty folder', async () => {
  expect((await refusal(workspace({}))).message).toContain('nothing to pack');
});

test('a folder that holds nothing but folders', async () => {
  const folder = workspace({});
  mkdirSync(join(folder, 'dist', 'inner'), { recursive: true });
  expect((await refusal(folder)).message).toContain('nothing to pack');
});

test('a folder of which everything is left out', async () => {
  expect((await refusal(workspace({ 'a.js': 'a' }), { exclude: ['*'] })).message).toContain('nothing to pack');
});

test('a path outside the workspace', async () => {
  const folder = workspace({});
  mkdirSync(join(folder, 'inner'));
  expect((await refusal(folder, { workspace: join(folder, 'inner'), path: '../dist' })).message).toContain('outside');
});

test('a folder whose name only begins like the workspace’s', async () => {
  const folder = scratch();
  for (const name of ['work', 'work-2']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'work-2', 'a.js'), 'a');
  expect((await refusal(folder, { workspace: join(folder, 'work'), path: join(folder, 'work-2') })).message).toContain(
    'outside',
  );
});

test('a link inside the workspace that leads out of it', async () => {
  const folder = workspace({});
  symlinkSync(scratch(), join(folder, 'out-link'));
  expect((await refusal(folder, { path: 'out-link' })).message).toContain('outside');
});

test('a single file that is no archive', async () => {
  const error = await refusal(workspace({ 'index.js': 'x' }), { path: 'dist/index.js' });
  expect(`${error.message} ${error.next}`).toContain('Give the folder that holds it');
});

test.each([
  ['/etc/passwd', 'absolute path'],
  ['../secret.txt', 'outside of the package'],
  ['sub/../../dist/a.js', 'outside of the package'],
  ['missing.js', 'not in the package'],
  ['a.js/b', 'not in the package'],
  ['round', 'in a circle'],
  ['left-out.js', 'not in the package'],
])('a symbolic link to %s', async (link, reason) => {
  const folder = workspace({
    'a.js': 'a',
    'sub/b.js': 'b',
    'left-out.js': 'c',
    link: { link },
    round: { link: 'link' },
  });
  writeFileSync(join(folder, 'secret.txt'), 's');
  const { message } = await refusal(folder, { exclude: ['left-out.js', ...(link === 'round' ? [] : ['round'])] });
  expect(message).toContain('"link" is a symbolic link');
  expect(message).toContain(reason);
});

test('a socket', async () => {
  const folder = workspace({ 'a.js': 'a' });
  const server = createServer().listen(join(folder, 'dist', 'live.sock'));
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    expect((await refusal(folder)).message).toContain('"live.sock" is neither a file');
  } finally {
    server.close();
  }
});

(has('mkfifo') ? test : test.skip)('a pipe, without waiting for someone to write into it', async () => {
  const folder = workspace({ 'a.js': 'a' });
  run('mkfifo', [join(folder, 'dist', 'pipe')]);
  expect((await refusal(folder)).message).toContain('"pipe" is neither a file');
});

test.each([
  ['a\nb.js', 'control character'],
  ['a\\b.js', 'backslash'],
])('a file name that others would misread: %j', async (name, reason) => {
  const { message } = await refusal(workspace({ [name]: 'x' }));
  expect(message).toContain(reason);
  expect(message).not.toContain('\n');
});

test('a file name that is not UTF-8', async () => {
  const folder = workspace({ 'a.js': 'a' });
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/dist/`), Buffer.from([0x66, 0xff])]), 'x');
  expect((await refusal(folder)).message).toContain('not valid UTF-8');
});

test('a package over the provider’s limit', async () => {
  const { message } = await refusal(workspace({ 'a.bin': noise(30_000) }), { maxPackageBytes: 20_000 });
  expect(message).toContain('The Cloud takes 19.5 KB');
  expect(message).toContain('of 20000 bytes');
});

test('a tree over the provider’s limit, with the heaviest folders', async () => {
  const leaves: Record<string, string> = { 'index.js': 'x' };
  for (let index = 0; index < 12; index++) leaves[`node_modules/p${index}/deep/in/side.js`] = prose(1000 * (index + 1));
  leaves['node_modules/@scope/heavy/lib/a.js'] = prose(50_000);
  const { message } = await refusal(workspace(leaves), { maxUnpackedBytes: 20_000 });
  expect(message).toContain('The heaviest folders: node_modules/@scope/heavy 48.8 KB, node_modules/p11 11.7 KB');
  expect(message.split('node_modules/')).toHaveLength(11);
});

test.each([
  ['before the first file', 0],
  ['after the last file', 3],
])('a run that is over %s leaves nothing behind', async (_, files) => {
  const folder = workspace({ 'a.js': 'a', 'b.js': 'b', 'c.js': 'c' });
  let asked = 0;
  await expect(pack(folder, { isWanted: () => ++asked <= files })).rejects.toMatchObject({ kind: 'interrupted' });
  expect(left(folder)).toEqual([]);
});
