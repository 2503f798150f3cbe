import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
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
    await pipeline(zip, createWriteStream(file));
    const there = await hashEntries(file);
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

async function hashEntries(file: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const zip = await yauzl.openPromise(file, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const hash = createHash('sha256');
    await pipeline(await zip.openReadStreamPromise(entry), hash);
    found.set(entry.fileName.replace(/^(\.\/)+/, ''), hash.digest('hex'));
  }
  return found;
}
