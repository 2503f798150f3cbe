import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DIST, paste } from '../../support/run-dist.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'demo-test-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

test.each(['invoke', 'aws-lambda', 'alibaba-fc3', 'alibaba-fc2'])('the demo of %s ends where it says', async (name) => {
  const { code, stdout, stderr } = await paste(`node '${DIST}' demo ${name}`, { cwd });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/answered by version "one"\.\s+Done\./);
  const out = path.join(cwd, 'demo-output', name);
  expect(await readdir(out)).toContain('index.html');
  expect(await readFile(path.join(out, '1.md'), 'utf8')).toMatch(/^### /);
});

test('a provider that does not exist is refused with those that do', async () => {
  const { code, stderr } = await paste(`node '${DIST}' demo gcp`, { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('aws-lambda');
});
