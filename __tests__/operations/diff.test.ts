import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { beforeEach, expect, test } from '@jest/globals';
import type { Package, Request } from '../../src/core/model.js';
import { act } from '../support/keeping.js';
import { type Memory, memory } from '../support/memory.js';
import { makePackage } from '../support/package.js';
import { rawZip } from '../support/rawzip.js';

let world: Memory;
let three: Package;

beforeEach(async () => {
  world = memory();
  const one = await makePackage({ 'index.js': 'one\n', 'a.txt': 'a' });
  const two = await makePackage({ 'index.js': 'two\n', 'a.txt': 'a' });
  three = await makePackage({ 'index.js': 'three\n', 'b.txt': 'b' });
  await act({ world, pkg: one }, { path: 'build', switch: true });
  await act({ world, pkg: two }, { path: 'build' });
});

const diff = (asked: Partial<Request>, pkg?: Package) => act({ world, pkg }, { operation: 'diff', ...asked });
const codes = () => world.requests.filter((method) => method === 'code').length;

test('two versions', async () => {
  const receipt = await diff({ version: '2', against: '1' });
  expect(receipt.diff).toMatchObject({ from: 'version 1', to: 'version 2', changed: 1, unchanged: 1 });
  expect(receipt.diff?.files[0]?.text).toContain('-one\n+two');
});

test('a version and what is live', async () => {
  const receipt = await diff({ version: '2' });
  expect(receipt.diff).toMatchObject({ from: 'version 1, which is live', to: 'version 2', changed: 1 });
});

test('what is live and an older version', async () => {
  world.move('live', { stable: '2' });
  const receipt = await diff({ against: '1' });
  expect(receipt.diff).toMatchObject({ from: 'version 1', to: 'version 2, which is live' });
});

test('the package and what is live', async () => {
  const receipt = await diff({ path: 'build' }, three);
  expect(receipt.diff).toMatchObject({ to: 'the package', added: 1, removed: 1, changed: 1 });
});

test('a version and a folder', async () => {
  const receipt = await diff({ version: '2', against: './dist' }, three);
  expect(receipt.diff).toMatchObject({ from: 'version 2', to: 'the package', added: 1, removed: 1, changed: 1 });
});

test('the package and a version', async () => {
  const receipt = await diff({ path: './dist', against: '2' }, three);
  expect(receipt.diff).toMatchObject({ from: 'version 2', to: 'the package' });
});

test('with nothing live, everything is new', async () => {
  world.aliases.clear();
  const receipt = await diff({ path: 'build' }, three);
  expect(receipt.diff).toMatchObject({ from: 'nothing', added: 2, removed: 0 });
});

test('the same version on both sides is not downloaded', async () => {
  const receipt = await diff({ version: '1' });
  expect(receipt.diff).toMatchObject({ added: 0, removed: 0, changed: 0 });
  expect(codes()).toBe(0);
});

test('the package that a version was published from is not downloaded', async () => {
  await act({ world, pkg: three }, { path: 'build', switch: true });
  const receipt = await diff({ path: 'build' }, three);
  expect(receipt.diff).toMatchObject({ changed: 0, unchanged: 2 });
  expect(codes()).toBe(0);
});

test.each([
  [{}],
  [{ against: 'live' }],
  [{ path: 'a', version: '1', against: '2' }],
  [{ path: 'a', against: './b' }],
  [{ version: '1', against: '1' }],
])('%j makes no sense, and nothing is sent', async (asked) => {
  const before = world.requests.length;
  expect((await diff(asked, three)).error?.kind).toBe('input');
  expect(world.requests).toHaveLength(before);
});

test('a hostile archive is refused', async () => {
  const kept = world.versions.get('2');
  if (kept) kept.data = rawZip([{ name: '/etc/passwd', data: '2' }]);
  expect((await diff({ version: '2' })).error).toMatchObject({ kind: 'refused' });
});

test('nothing is left in the temp folder', async () => {
  await diff({ version: '2', against: '1' });
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('versioned-deploy-diff-'))).toEqual([]);
});

test('nothing is written at the provider', async () => {
  const before = world.writes();
  await diff({ path: 'build' }, three);
  expect(world.writes()).toBe(before);
});
