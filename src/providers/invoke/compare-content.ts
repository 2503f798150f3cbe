import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { DeployError, messageOf } from '../../core/errors.js';
import { saveDownload } from '../../core/http/save-download.js';
import type { Manifest } from '../../core/model.js';

/** The file type bits of a mode: anything but a plain file (a link, an empty folder) may look different when it comes back. */
const isPlain = (mode: number): boolean => (mode & 0o170000) === 0 || (mode & 0o170000) === 0o100000;

/**
 * Compares a downloaded zip with what was packed, file by file: the server zips again, so the archive's own bytes say
 * nothing. Returns the paths that differ, are missing or are too many; sorted. Modes are not compared: not all
 * servers keep them. `temp` is a folder that exists.
 */
export async function findDifferingFiles(zip: Readable, { entries }: Manifest, temp = tmpdir()): Promise<string[]> {
  const dir = await mkdtemp(path.join(temp, 'compare-'));
  try {
    const file = path.join(dir, 'download.zip');
    const bytes = entries.reduce((sum, { size }) => sum + size, 0);
    await saveDownload(zip, file, { what: 'What the server gave back', bytes });
    const sizes = new Map(entries.map(({ path: name, size }) => [name, size]));
    const there = await hashEntries(file, sizes);
    const different = new Set<string>();
    for (const { path: name, mode, sha256 } of entries) {
      if (isPlain(mode) && there.get(name) !== sha256) different.add(name);
    }
    const special = entries.filter(({ mode }) => !isPlain(mode)).map((entry) => entry.path);
    const packed = new Set(entries.map((entry) => entry.path));
    for (const name of there.keys()) {
      // A link that was followed comes back as what it led to.
      const ofLink = special.some((link) => name === link || name.startsWith(`${link}/`));
      if (!packed.has(name) && !ofLink) different.add(name);
    }
    return [...different].sort();
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** A file of another size is another one: what a server claims to be terabytes is not unpacked. */
async function hashEntries(file: string, sizes: ReadonlyMap<string, number>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  try {
    const zip = await yauzl.openPromise(file, { lazyEntries: true });
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      const name = entry.fileName.replace(/^(\.\/)+/, '');
      const hash = createHash('sha256');
      const same = sizes.get(name) === entry.uncompressedSize;
      if (same) await pipeline(await zip.openReadStreamPromise(entry), hash);
      found.set(name, same ? hash.digest('hex') : 'another size');
    }
  } catch (error) {
    throw new DeployError('vendor', `What the server gave back cannot be read as a zip file: ${messageOf(error)}.`, {
      next: 'Run it again.',
      cause: error,
    });
  }
  return found;
}
