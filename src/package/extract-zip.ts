import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, rmdir, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { messageOf } from '../core/errors.js';
import { EXECUTABLE_MODE, FOLDER_MODE, LINK_MODE, PLAIN_MODE } from '../core/file-modes.js';
import type { ManifestEntry } from '../core/model.js';
import { checkZipDirectory, type ExtractLimits } from './check-zip-directory.js';
import { BadArchive } from './collect-entries.js';
import { readZip } from './read-zip.js';
import { entryName } from './zip-entry-name.js';

export { BadArchive };

export interface ExtractedZip {
  files: number;
  /** of all files together */
  bytes: number;
}

/**
 * Unpacks a zip file into `folder`, which must not exist, or be empty. Everything is looked at before anything is
 * written: the directory for bombs, then each name, link and content. What is written goes to a folder beside it that
 * takes its place at the end, so a refusal leaves nothing behind. Throws BadArchive.
 */
export async function extractZip(file: string, folder: string, bounds?: ExtractLimits): Promise<ExtractedZip> {
  await checkZipDirectory(file, bounds);
  const { entries } = await readZip(file);
  const target = resolve(folder);
  const aside = await mkdtemp(join(dirname(target), '.versioned-deploy-'));
  try {
    const links = await writeFiles(file, aside, new Map(entries.map((entry) => [entry.path, entry])));
    // Last, so that nothing is ever written through one.
    for (const [path, to] of links) await symlink(to, join(aside, path));
    await chmod(aside, 0o755);
    await rmdir(target).catch(() => undefined);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw onDisk(error);
  }
  return { files: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0) };
}

/** What the disk refuses (a name too long for it, two names that it takes for one) is the archive's fault here. */
function onDisk(error: unknown): unknown {
  if (typeof (error as { syscall?: unknown }).syscall !== 'string') return error;
  // "ENAMETOOLONG: name too long, open '…'": the path is ours, and long.
  return new BadArchive(`cannot be written here: ${messageOf(error).split(',')[0]}`);
}

/** Writes all but the links; answers those: path → target. */
async function writeFiles(file: string, root: string, known: Map<string, ManifestEntry>): Promise<[string, string][]> {
  const zip = await yauzl.openPromise(file, { autoClose: false, lazyEntries: true, strictFileNames: true });
  const links: [string, string][] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      const path = entryName(entry).replace(/\/$/, '');
      const kind = known.get(path)?.mode ?? FOLDER_MODE;
      const place = join(root, path);
      await mkdir(kind === FOLDER_MODE ? place : dirname(place), { recursive: true });
      if (kind === FOLDER_MODE) continue;
      const content = await zip.openReadStreamPromise(entry);
      if (kind === LINK_MODE) links.push([path, await textOf(content)]);
      // Never over something: two names may be one to this disk.
      else await pipeline(content, createWriteStream(place, { flags: 'wx', mode: diskMode(kind) }));
    }
  } finally {
    zip.close();
  }
  return links;
}

const diskMode = (mode: number): number => (mode === EXECUTABLE_MODE ? EXECUTABLE_MODE : PLAIN_MODE);

async function textOf(content: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
