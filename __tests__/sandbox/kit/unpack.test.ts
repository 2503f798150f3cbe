import { lstat, mkdtemp, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import archiver from 'archiver';
import tar from 'tar-stream';
import { unpack } from '../../../src/sandbox/kit/unpack-archive.js';

let root: string;
let dir: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'unpack-'));
  dir = path.join(root, 'in');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function zip(links: Record<string, string> = {}): Promise<Buffer> {
  const archive = archiver('zip');
  archive.append('#!/bin/sh\n', { name: 'bin/run', mode: 0o755 });
  archive.append('text', { name: 'a.txt', mode: 0o644 });
  for (const [name, target] of Object.entries(links)) archive.symlink(name, target);
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return bytes;
}

async function tgz(...entries: (Partial<tar.Header> & { name: string; content?: string })[]): Promise<Buffer> {
  const pack = tar.pack();
  for (const { content = '', ...header } of entries) pack.entry(header, content);
  pack.finalize();
  return gzipSync(await buffer(pack));
}

const exists = (file: string) =>
  lstat(file).then(
    () => true,
    () => false,
  );

describe('unpack', () => {
  test('keeps the content, modes and links of a zip', async () => {
    await unpack(await zip({ 'bin/link': '../a.txt' }), 'zip', dir);
    expect(await readFile(path.join(dir, 'a.txt'), 'utf8')).toBe('text');
    expect(await readlink(path.join(dir, 'bin/link'))).toBe('../a.txt');
    if (process.platform !== 'win32') expect((await stat(path.join(dir, 'bin/run'))).mode & 0o777).toBe(0o755);
  });

  test('refuses a zip whose directory tells another size than the file has, small or large', async () => {
    for (const bytes of [3000, 2_000_000]) {
      const archive = archiver('zip');
      archive.append('a'.repeat(bytes), { name: 'a.txt' });
      const [whole] = await Promise.all([buffer(archive), archive.finalize()]);
      const entry = whole.indexOf('PK\x01\x02');
      whole.writeUInt32LE(bytes - 1, entry + 24);
      await expect(unpack(whole, 'zip', dir)).rejects.toThrow();
    }
  });

  test('keeps the content, modes and links of a tgz', async () => {
    const archive = await tgz(
      { name: 'd', type: 'directory', mode: 0o755 },
      { name: 'd/run', mode: 0o755, content: 'x' },
      { name: 'soft', type: 'symlink', linkname: 'd/run' },
      { name: 'hard', type: 'link', linkname: 'd/run' },
    );
    await unpack(archive, 'tgz', dir);
    expect(await readlink(path.join(dir, 'soft'))).toBe('d/run');
    expect(await readFile(path.join(dir, 'hard'), 'utf8')).toBe('x');
    if (process.platform !== 'win32') expect((await stat(path.join(dir, 'd/run'))).mode & 0o777).toBe(0o755);
  });

  test.each(['../out.txt', '/out.txt', 'a/../../out.txt', '..\\out.txt'])('refuses the entry %s', async (name) => {
    await expect(unpack(await tgz({ name, content: 'x' }), 'tgz', dir)).rejects.toThrow('leads out');
    expect(await exists(path.join(root, 'out.txt'))).toBe(false);
  });

  test.each(['..', '/etc', '../../x', 'd/../../x', '.h/../..'])('refuses a link to %s', async (linkname) => {
    await expect(unpack(await tgz({ name: 'l', type: 'symlink', linkname }), 'tgz', dir)).rejects.toThrow('leads out');
    expect(await exists(path.join(dir, 'l'))).toBe(false);
  });

  test('never writes through a link', async () => {
    const archive = await tgz({ name: 'l', type: 'symlink', linkname: 'd' }, { name: 'l/x', content: 'x' });
    await expect(unpack(archive, 'tgz', dir)).rejects.toThrow('EEXIST');
    expect(await exists(path.join(dir, 'd'))).toBe(false);
  });

  test.each(['zip', 'tgz'] as const)('refuses what is no %s', async (format) => {
    await expect(unpack(Buffer.from('certainly none of them'), format, dir)).rejects.toThrow();
  });

  test('refuses a tgz that ends too early', async () => {
    const whole = await tgz({ name: 'a', content: 'x'.repeat(5000) });
    await expect(unpack(whole.subarray(0, whole.length - 20), 'tgz', dir)).rejects.toThrow();
  });
});
