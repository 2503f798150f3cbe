import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import archiver from 'archiver';
import type { Manifest, ManifestEntry } from '../../../src/core/model.js';
import { findDifferingFiles } from '../../../src/providers/invoke/compare-content.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'content-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const hex = (text: string) => createHash('sha256').update(text).digest('hex');
const file = (name: string, content: string, mode = 0o644): ManifestEntry => ({
  path: name,
  mode,
  size: content.length,
  sha256: hex(content),
});
const manifest = (...entries: ManifestEntry[]): Manifest => ({ entries, sha256: '', unpackedBytes: 0 });

async function compare(files: Record<string, string>, packed: Manifest): Promise<string[]> {
  const zip = archiver('zip');
  for (const [name, content] of Object.entries(files)) zip.append(content, { name });
  const [found] = await Promise.all([findDifferingFiles(zip, packed, dir), zip.finalize()]);
  return found;
}

describe('comparing a download with what was packed', () => {
  test('finds nothing when every file is the same, whatever its mode', async () => {
    expect(await compare({ 'b/c': '2', a: '1' }, manifest(file('a', '1', 0o755), file('b/c', '2')))).toEqual([]);
  });

  test('names what differs, is missing and is too much, in order', async () => {
    const packed = manifest(file('changed', '1'), file('missing', '2'), file('same', '3'));
    expect(await compare({ same: '3', extra: '4', changed: 'x' }, packed)).toEqual(['changed', 'extra', 'missing']);
  });

  test('leaves links and empty folders to the server’s taste', async () => {
    const packed = manifest(file('a', '1'), file('link', 'a', 0o120777), file('empty', '', 0o40755));
    expect(await compare({ a: '1' }, packed)).toEqual([]);
    expect(await compare({ a: '1', link: '1', 'empty/': '' }, packed)).toEqual([]);
  });

  test('leaves no file behind', async () => {
    await compare({ a: '1' }, manifest(file('a', '1')));
    expect(await readdir(dir)).toEqual([]);
  });
});
