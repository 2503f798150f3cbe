import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { OUTPUTS } from '../../../src/report/output-definitions.js';
import { invokePlace } from '../../support/invoke.js';
import { DIST, type Inputs, ROOT, runAction } from '../../support/run-dist.js';

const dist = path.dirname(DIST);

/** The files of dist that a run loads, by the list of scripts that V8 keeps for coverage. */
async function loaded(inputs: Inputs): Promise<string[]> {
  const home = await mkdtemp(path.join(tmpdir(), 'startup-'));
  try {
    const coverage = path.join(home, 'coverage');
    const cwd = path.join(home, 'workspace');
    await mkdir(cwd);
    await runAction({ inputs, cwd, env: { NODE_V8_COVERAGE: coverage } });
    const [name = ''] = await readdir(coverage);
    const { result } = JSON.parse(await readFile(path.join(coverage, name), 'utf8')) as { result: { url: string }[] };
    const urls = result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
    return urls.map((url) => path.basename(fileURLToPath(url)));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

test('a refused input loads the doors and the checks, and no SDK of any vendor', async () => {
  const names = await loaded({ provider: 'aws-lambda', function: 'hello', path: 'build', swich: 'true' });
  expect(names).toContain('index.js');
  const bytes = names.reduce((sum, name) => sum + statSync(path.join(dist, name)).size, 0);
  expect(bytes).toBeLessThan(150 * 1024);
});

test('dist stays within its sizes', () => {
  const sizes = readdirSync(dist).map((name) => statSync(path.join(dist, name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(5 * 1024 ** 2);
  expect(statSync(DIST).size).toBeLessThan(150 * 1024);
  expect(statSync(path.join(dist, 'zip-worker.js')).size).toBeLessThan(50 * 1024);
});

test('no file of dist names a folder of the machine that built it', () => {
  for (const name of readdirSync(dist)) expect(readFileSync(path.join(dist, name), 'latin1')).not.toContain(ROOT);
});

test('every output that a run writes is in the table', async () => {
  const place = await invokePlace();
  try {
    const { outputs } = await place.live('one');
    const names = OUTPUTS.map(({ name }) => name);
    expect(Object.keys(outputs).filter((name) => !names.includes(name))).toEqual([]);
  } finally {
    await place.close();
  }
});
