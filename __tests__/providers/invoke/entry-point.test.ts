import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refuseUnbuildable } from '../../../src/providers/invoke/refuse-unbuildable.js';
import { makePackage } from '../../support/package.js';
import { type Started, start } from './support.js';

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

test('a package without an entry point is refused before the upload', async () => {
  const provider = await on.open();
  await provider.alias('active');
  const pkg = await makePackage({ 'dist/index.js': 'x', 'package.json': '{"main":"./build/app.js"}' }, dir);
  await expect(provider.publish(pkg, '')).rejects.toMatchObject({
    kind: 'refused',
    message:
      'The package has no entry point: neither index.js nor main.js at its top (its package.json says "build/app.js", which is not there).',
    next: expect.stringContaining('Nothing was uploaded.'),
  });
  expect(on.writes()).toBe(0);
});

const verdict = async (files: Record<string, string>, language: string) =>
  refuseUnbuildable(await makePackage(files, dir), { language }).then(
    () => 'passes',
    () => 'refused',
  );

test.each([
  ['passes', 'javascript', { 'main.js': 'x', 'package.json': '{}' }],
  ['passes', 'javascript', { 'dist/app.js': 'x', 'package.json': '{"main":"./dist/app.js"}' }],
  ['passes', 'javascript', { 'src/app.ts': 'x', 'package.json': '{"scripts":{"build":"make"}}' }],
  ['passes', 'javascript', { 'index.js': 'x', 'package.json': '{"main":"gone.js"}' }],
  ['passes', 'javascript', { 'app.js': 'x', 'package.json': 'no JSON' }],
  ['passes', 'csharp', { 'app.csproj': 'x' }],
  ['passes', 'typescript', { 'index.ts': 'x', 'package.json': '{}' }],
  ['refused', 'typescript', { 'index.js': 'x', 'package.json': '{}' }],
  ['refused', 'javascript', { 'readme.txt': 'x', 'package.json': '{}' }],
  ['refused', 'javascript', { 'index.js': 'x' }],
  ['refused', 'javascript', { 'build/index.js': 'x', 'package.json': '{}' }],
])('%s: %s with %j', async (expected, language, files) => {
  expect(await verdict(files as Record<string, string>, language)).toBe(expected);
});
