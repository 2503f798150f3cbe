import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import yauzl from 'yauzl';
import { messageOf } from '../core/errors.js';
import { FOLDER_MODE, LINK_MODE, PLAIN_MODE } from '../core/file-modes.js';
import type { Manifest } from '../core/model.js';
import {
  type ArchiveContents,
  BadArchive,
  createEntryCollector,
  type EntryCollector,
  manifestMode,
} from './collect-entries.js';
import { manifestOf } from './manifest.js';
import { readEntryContent } from './read-entry-content.js';
import { entryName, isMadeOnUnix } from './zip-entry-name.js';

/** Up to here a file is inflated in one piece: a stream for each costs more than its bytes. */
const SMALL = 1024 * 1024;

/** The manifest of a zip file. Throws BadArchive when it is none, is damaged, or must not be unpacked. */
export async function manifestOfZip(file: string): Promise<Manifest> {
  return manifestOf((await readZip(file)).entries);
}

/** Reads every entry of a zip file, all content included. Throws BadArchive. */
export async function readZip(file: string): Promise<ArchiveContents> {
  const handle = await open(file);
  try {
    return await readEntries(handle);
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    throw new BadArchive(`is not a readable zip file (${messageOf(error)})`);
  } finally {
    await handle.close().catch(() => undefined);
  }
}

async function readEntries(handle: FileHandle): Promise<ArchiveContents> {
  const { size } = await handle.stat();
  const zip = await yauzl.fromFdPromise(handle.fd, { autoClose: false, lazyEntries: true, strictFileNames: true });
  const found = createEntryCollector();
  const places: Place[] = [];
  // Its types take it for a boolean.
  const cursor = () => Number(zip.readEntryCursor);
  const directory = cursor();
  for await (const entry of zip.eachEntry()) {
    refuseUnsupported(entry);
    const start = dataStart(entry, handle.fd);
    places.push({ from: entry.relativeOffsetOfLocalHeader, to: start + entry.compressedSize });
    await readEntry(zip, { entry, start, fd: handle.fd }, found);
  }
  refuseOverlap(places, size);
  refuseUnlisted(handle.fd, places, { from: directory, to: cursor() });
  return found.contents();
}

function refuseUnsupported(entry: yauzl.Entry): void {
  if (entry.isEncrypted()) throw new BadArchive(`is encrypted ("${entry.fileName}")`);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    throw new BadArchive(
      `holds "${entry.fileName}" compressed in a way that few can read (method ${entry.compressionMethod})`,
    );
  }
}

/** Bytes of the archive, in which something stands. */
interface Place {
  from: number;
  to: number;
}

/** Entries that share bytes make bombs of a few kilobytes. */
function refuseOverlap(places: Place[], size: number): void {
  places.sort((a, b) => a.from - b.from);
  let free = 0;
  for (const { from, to } of places) {
    if (from < free || to > size) throw new BadArchive('holds files that overlap');
    free = to;
  }
}

const LOCAL_HEADER = Buffer.from('PK\x03\x04', 'latin1');
const DIRECTORY_ROW = Buffer.from('PK\x01\x02', 'latin1');

/**
 * Programs that read a zip from its front, or count differently, must find what the directory lists and no more: files
 * between those that it names, or rows behind those that it counts, are somebody's secret.
 */
function refuseUnlisted(fd: number, places: readonly Place[], directory: Place): void {
  let free = 0;
  for (const { from, to } of [...places, { from: directory.from, to: directory.to }]) {
    for (let at = free; at < from; at += BLOCK) {
      const block = readAt(fd, at, Math.min(BLOCK + LOCAL_HEADER.length, from - at));
      if (block.includes(LOCAL_HEADER)) throw new BadArchive('holds files that its directory does not list');
    }
    free = to;
  }
  if (readAt(fd, directory.to, 4).equals(DIRECTORY_ROW)) throw new BadArchive('lists more files than it counts');
}

/** Bytes that are looked through at once. */
const BLOCK = 1024 * 1024;

/** An entry, and where its data begins. */
interface Located {
  entry: yauzl.Entry;
  start: number;
  fd: number;
}

async function readEntry(zip: yauzl.ZipFile, located: Located, found: EntryCollector): Promise<void> {
  const { entry } = located;
  const name = entryName(entry);
  const isFolder = name.endsWith('/');
  const path = isFolder ? name.slice(0, -1) : name;
  const unix = isMadeOnUnix(entry) ? entry.externalFileAttributes >>> 16 : 0;
  const mode = isFolder ? FOLDER_MODE : manifestMode(unix);
  if (mode === undefined || (mode === FOLDER_MODE && !isFolder))
    throw new BadArchive(`holds "${path}", which is not a file`);
  found.expect(path, entry.uncompressedSize);
  const content = await readEntryContent(path, isFolder ? [] : await bytesOf(zip, located));
  const right = isFolder || (content.crc === entry.crc32 && content.size === entry.uncompressedSize);
  if (!right) throw new BadArchive(`is damaged: "${path}" is not what its checksum says`);
  const kind = mode === LINK_MODE && content.size > 4096 ? PLAIN_MODE : mode;
  found.add(
    { path, mode: kind, size: content.size, sha256: content.sha256 },
    kind === LINK_MODE ? content.text() : undefined,
  );
  if (content.secret) found.secret(path);
}

/** The content of one entry: in one piece where it is small. */
async function bytesOf(
  zip: yauzl.ZipFile,
  { entry, start, fd }: Located,
): Promise<AsyncIterable<Uint8Array> | Uint8Array[]> {
  const { compressedSize, uncompressedSize, compressionMethod } = entry;
  if (compressedSize > SMALL || uncompressedSize > SMALL) return zip.openReadStreamPromise(entry);
  const packed = readAt(fd, start, compressedSize);
  if (compressionMethod === 0) return [packed];
  const most = uncompressedSize + 1;
  return [inflateRawSync(packed, { maxOutputLength: most, chunkSize: Math.max(64, most) })];
}

/** Where the data begins. A reader that trusts the header there must see the name that the directory has. */
function dataStart(entry: yauzl.Entry, fd: number): number {
  const at = entry.relativeOffsetOfLocalHeader;
  const name = entry.fileNameRaw;
  const local = readAt(fd, at, 30 + name.length);
  const honest = local.readUInt32LE(0) === 0x04034b50 && name.equals(local.subarray(30));
  if (!honest || local.readUInt16LE(26) !== name.length) {
    throw new BadArchive('is damaged: a file is not where its directory says');
  }
  return at + local.length + local.readUInt16LE(28);
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let have = 0; have < length; ) {
    const got = readSync(fd, bytes, have, length - have, position + have);
    if (got === 0) throw new BadArchive('ends before its content does');
    have += got;
  }
  return bytes;
}
