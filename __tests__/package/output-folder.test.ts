import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureOutputFolder } from '../../src/package/output-folder.js';

let home: string;
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'outdir-')));
});
afterEach(() => rm(home, { recursive: true, force: true }));

function refusal(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('a folder deep down is made', () => {
  expect(ensureOutputFolder(join(home, 'a/b/c'))).toBe(join(home, 'a/b/c'));
});

test('a folder that is there stays', () => {
  expect(ensureOutputFolder(home)).toBe(home);
});

test('a file in its place is a sentence', async () => {
  await writeFile(join(home, 'file'), '');
  expect(refusal(() => ensureOutputFolder(join(home, 'file/below')))).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('cannot be made (ENOTDIR)'),
  });
});

(existsSync('/proc/self') ? test : test.skip)('a place that takes no folders ends in a sentence, and not never', () => {
  expect(refusal(() => ensureOutputFolder('/proc/nope'))).toMatchObject({ kind: 'refused' });
  expect(refusal(() => ensureOutputFolder('/proc/nope/deeper'))).toMatchObject({ kind: 'refused' });
});
