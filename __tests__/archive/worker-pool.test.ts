import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { manifestOfZip } from '../../src/package/read-zip.js';
import { bundleWorker, has, listener, noise, pack, prose, run, scratch, workspace } from '../package/support.js';

const LARGE = 4 * 1024 * 1024;
const BLOCK = 1024 * 1024;

let folder: string;
let workerFile: string;
let alone: string;

beforeAll(async () => {
  const leaves: Record<string, string | Buffer> = {
    'half.bin': Buffer.concat([noise(3_000_000), Buffer.from(prose(3_000_000))]),
  };
  for (let index = 0; index < 300; index++)
    leaves[`lib/${index % 7}/m${index}.js`] = prose(200 + index * 37, index + 1);
  folder = workspace(leaves);
  workerFile = bundleWorker(scratch());
  alone = (await pack(folder, { workers: 0 })).sha256;
});

test.each([1, 2, 8])('%i zip threads give the bytes that none gives', async (workers) => {
  const log = listener();
  const made = await pack(folder, { workers, workerFile, log });
  expect(made.sha256).toBe(alone);
  expect(log.infos.join()).not.toContain('zip thread ended');
});

test('without a word about threads the bytes are the same', async () => {
  expect((await pack(folder, { workerFile })).sha256).toBe(alone);
});

test('a worker file that is missing is no error', async () => {
  const log = listener();
  const made = await pack(folder, { workers: 2, workerFile: join(folder, 'missing.mjs'), log });
  expect(made.sha256).toBe(alone);
  expect(log.infos.join()).toContain('zip thread ended');
});

test('threads that die in the middle are no error', async () => {
  const dying = join(scratch(), 'dying.mjs');
  const source = `import { parentPort } from 'node:worker_threads';
    await import(${JSON.stringify(workerFile)});
    let left = 2;
    parentPort.on('message', () => { if (left-- === 0) process.exit(7); });`;
  writeFileSync(dying, source);
  const log = listener();
  const made = await pack(folder, { workers: 2, workerFile: dying, log });
  expect(made.sha256).toBe(alone);
  expect(log.infos.join()).toContain('exit code 7');
});

test('a small tree waits for no thread', async () => {
  const small = workspace({ 'index.js': 'export default 1;' });
  const log = listener();
  await pack(small, { workerFile: join(small, 'missing.mjs'), log });
  expect(log.infos.join()).not.toContain('zip thread');
});

test.each([LARGE - 1, LARGE, LARGE + 1, LARGE + BLOCK, LARGE + BLOCK + 1])(
  'a file of %i bytes is cut right',
  async (bytes) => {
    const cut = workspace({ 'data.txt': prose(bytes) });
    const made = await pack(cut, { compression: 'fast' });
    expect(await manifestOfZip(made.file)).toEqual(made.manifest);
    expect(made.manifest.unpackedBytes).toBe(bytes);
    if (has('unzip')) expect(run('unzip', ['-tq', made.file]).code).toBe(0);
  },
);

test.each(['fast', 'default', 'best', 'store'] as const)(
  'compression %s gives the same manifest',
  async (compression) => {
    const made = await pack(folder, { compression });
    expect(await manifestOfZip(made.file)).toEqual(made.manifest);
    const stored = compression === 'store';
    expect(made.bytes > made.manifest.unpackedBytes).toBe(stored);
  },
);
