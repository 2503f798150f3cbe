import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DeployError } from '../../../src/core/errors.js';
import { saveDownload } from '../../../src/core/http/save-download.js';
import { drop, say, serve } from './server.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'download-'));
  file = join(folder, 'code.zip');
});
afterEach(() => rmSync(folder, { recursive: true }));

const what = 'The code of version 7';
const download = async (url: string) => Readable.fromWeb((await fetch(url)).body as never);

test('is written as it comes', async () => {
  const { url } = await serve([say(200, 'PK')]);
  await saveDownload(await download(url), file, { what });
  expect(readFileSync(file, 'utf8')).toBe('PK');
});

test('one that never ends is cut off far below the size of the disk', async () => {
  const block = Buffer.alloc(1024 * 1024);
  let blocks = 0;
  const endless = new Readable({ read: () => void endless.push(++blocks < 5_000 ? block : null) });
  await expect(saveDownload(endless, file, { what, bytes: 1024 })).rejects.toMatchObject({
    kind: 'refused',
    message: 'The code of version 7 is larger than 16779264 bytes, so it was not kept.',
  });
  expect(blocks).toBeLessThan(40);
});

test('one that breaks off is the network’s doing', async () => {
  const { url } = await serve([
    (request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('PK', () => drop(request, response));
    },
  ]);
  await expect(saveDownload(await download(url), file, { what })).rejects.toMatchObject({
    kind: 'network',
    message: expect.stringMatching(/^The code of version 7 broke off on its way \(\w+\)\.$/),
  });
});

test('one that drips ends with the run', async () => {
  const { url } = await serve([
    (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 10);
      response.once('close', () => clearInterval(timer));
    },
  ]);
  const end = new AbortController();
  setTimeout(() => end.abort(new DeployError('timeout', 'Its time is up.')), 100);
  const saved = saveDownload(await download(url), file, { what, signal: end.signal });
  await expect(saved).rejects.toMatchObject({ kind: 'timeout' });
});

test('nothing that is there is written over', async () => {
  await saveDownload(Readable.from(['one']), file, { what });
  await expect(saveDownload(Readable.from(['two']), file, { what })).rejects.toBeInstanceOf(DeployError);
  expect([existsSync(file), readFileSync(file, 'utf8')]).toEqual([true, 'one']);
});
