import { open } from 'node:fs/promises';
import { inputError } from '../core/errors.js';
import { FOLDER_MODE } from '../core/file-modes.js';
import type { ArchiveFormat, Package } from '../core/model.js';
import { type ArchiveContents, BadArchive } from './collect-entries.js';
import { fileSums } from './file-sums.js';
import { manifestOf } from './manifest.js';

/** What the end of a name says; undefined: no archive that we know. */
export function archiveFormat(path: string): ArchiveFormat | undefined {
  if (/\.zip$/i.test(path)) return 'zip';
  return /\.(?:tgz|tar\.gz)$/i.test(path) ? 'tgz' : undefined;
}

export interface ReadyArchive {
  package: Package;
  secrets: string[];
}

export interface ReadyArchiveOptions {
  /** real path */
  file: string;
  /** as the user gave it */
  path: string;
  format: ArchiveFormat;
}

/** A ready archive is uploaded as it is. It is read to its end first. Throws `input` for one that must not be unpacked. */
export async function readReadyArchive({ file, path, format }: ReadyArchiveOptions): Promise<ReadyArchive> {
  try {
    await checkMagic(file, format);
    // One after the other would read it from disk twice; together the second reading comes from memory.
    const [{ entries, secrets }, sums] = await Promise.all([contentsOf(file, format), fileSums(file)]);
    if (entries.every(({ mode }) => mode === FOLDER_MODE)) throw new BadArchive('is empty');
    return { package: { file, format, ...sums, manifest: manifestOf(entries) }, secrets };
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    throw inputError(
      'path',
      path,
      `the archive ${error.message}.`,
      'Create it again, or give the folder that it was made of.',
    );
  }
}

/** The readers bring their libraries: loaded when there is an archive to read. */
async function contentsOf(file: string, format: ArchiveFormat): Promise<ArchiveContents> {
  if (format === 'zip') return (await import('./read-zip.js')).readZip(file);
  return (await import('./read-tgz.js')).readTgz(file);
}

async function checkMagic(file: string, format: ArchiveFormat): Promise<void> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(2);
    await handle.read(head, 0, 2, 0);
    if (format === 'zip' && head.toString('latin1') !== 'PK')
      throw new BadArchive('is not a zip file, whatever its name says');
    if (format === 'tgz' && head.readUInt16BE(0) !== 0x1f8b)
      throw new BadArchive('is not gzipped, whatever its name says');
  } finally {
    await handle.close();
  }
}
