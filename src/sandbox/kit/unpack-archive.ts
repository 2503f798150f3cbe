import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGunzip, inflateRawSync } from 'node:zlib';
import tar from 'tar-stream';
import yauzl from 'yauzl';
import type { ArchiveFormat } from '../../core/model.js';

/** Against bombs: more than any vendor takes. */
const MAX_BYTES = 1024 ** 3;

/** Up to here a file is inflated in one piece: a stream for each of ten thousand takes seconds. */
const SMALL = 1024 * 1024;

/** One entry of an archive. The content of a link is its target. */
export interface Unpacked {
  /** forward slashes, relative */
  path: string;
  kind: 'file' | 'directory' | 'link';
  /** permission bits; 0 when the archive says nothing */
  mode: number;
  content: Buffer;
}

/**
 * Writes an archive's files below `dir`, with their modes and symbolic links. Throws on anything else, and
 * on an entry or a link that would lead out of `dir`.
 */
export async function unpack(archive: Buffer, format: ArchiveFormat, dir: string): Promise<void> {
  const links: Unpacked[] = [];
  for await (const entry of entries(archive, format)) {
    const to = inside(dir, entry.path);
    if (entry.kind === 'directory') await mkdir(to, { recursive: true });
    else if (entry.kind === 'link') links.push(entry);
    else await writeOne(to, entry);
  }
  // Links come last, so that nothing is ever written through one.
  for (const link of links) await linkOne(dir, link);
}

/** The entries of an archive, in its order. Throws on anything else. */
export async function* entries(archive: Buffer, format: ArchiveFormat): AsyncGenerator<Unpacked> {
  let total = 0;
  for await (const entry of format === 'zip' ? zipEntries(archive) : tarEntries(archive)) {
    total += entry.content.length;
    if (total > MAX_BYTES) throw new Error(`The archive unpacks to more than ${MAX_BYTES} bytes.`);
    yield entry;
  }
}

async function* zipEntries(archive: Buffer): AsyncGenerator<Unpacked> {
  const zip = await yauzl.fromBufferPromise(archive, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    if (entry.uncompressedSize > MAX_BYTES) throw new Error(`"${entry.fileName}" is over ${MAX_BYTES} bytes.`);
    const unix = entry.externalFileAttributes >>> 16;
    const folder = entry.fileName.endsWith('/');
    yield {
      path: entry.fileName,
      kind: folder ? 'directory' : (unix & 0o170000) === 0o120000 ? 'link' : 'file',
      mode: unix & 0o777,
      content: folder
        ? Buffer.alloc(0)
        : (inOnePiece(archive, entry) ?? (await buffer(await zip.openReadStreamPromise(entry)))),
    };
  }
}

/** A small deflated file; undefined for all others. */
function inOnePiece(archive: Buffer, entry: yauzl.Entry): Buffer | undefined {
  const { compressedSize, uncompressedSize, compressionMethod, relativeOffsetOfLocalHeader: at } = entry;
  if (compressionMethod !== 8 || entry.isEncrypted() || Math.max(compressedSize, uncompressedSize) > SMALL) return;
  const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  const packed = archive.subarray(start, start + compressedSize);
  const content = inflateRawSync(packed, { maxOutputLength: uncompressedSize + 1, chunkSize: uncompressedSize + 64 });
  if (content.length !== uncompressedSize) throw new Error(`"${entry.fileName}" is damaged.`);
  return content;
}

async function* tarEntries(archive: Buffer): AsyncGenerator<Unpacked> {
  const extract = tar.extract();
  const pumped = pipeline(Readable.from([archive]), createGunzip(), extract);
  // Its failure also ends the loop below, which is where it is thrown.
  pumped.catch(() => {});
  const files = new Map<string, Buffer>();
  for await (const entry of extract) yield tarEntry(entry.header, await buffer(entry), files);
  await pumped;
}

/** `files`: what came before, for hard links. */
function tarEntry(header: tar.Header, content: Buffer, files: Map<string, Buffer>): Unpacked {
  const { name, type, mode = 0, linkname = '' } = header;
  if (type === 'directory') return { path: name, kind: 'directory', mode, content };
  if (type === 'symlink') return { path: name, kind: 'link', mode, content: Buffer.from(linkname) };
  const same = type === 'link' ? files.get(linkname) : content;
  const known = type === 'file' || type === 'contiguous-file' || type === 'link';
  if (!same || !known) throw new Error(`"${name}" is a ${type}, which has no place in a package.`);
  files.set(name, same);
  return { path: name, kind: 'file', mode: mode & 0o777, content: same };
}

function inside(dir: string, name: string): string {
  const bad = name.includes('\\') || name.includes('\0') || path.isAbsolute(name) || /^[a-z]:/i.test(name);
  if (bad || name.split('/').includes('..')) throw new Error(`"${name}" leads out of the archive.`);
  return path.join(dir, name);
}

async function writeOne(to: string, { content, mode }: Unpacked): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await writeFile(to, content);
  // Not the mode of writeFile: that one is cut by the umask.
  if (mode !== 0) await chmod(to, mode);
}

/**
 * A target may climb with leading `..` only: after a name, `..` would start from wherever a link of that name leads,
 * and this check by text would be wrong.
 */
async function linkOne(dir: string, { path: name, content }: Unpacked): Promise<void> {
  const target = content.toString();
  const from = inside(dir, name);
  const to = path.resolve(path.dirname(from), target);
  const outside = to !== path.resolve(dir) && !to.startsWith(path.resolve(dir) + path.sep);
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const tricky = /[\\\0]/.test(target) || parts.lastIndexOf('..') > parts.findIndex((part) => part !== '..');
  if (outside || tricky || path.isAbsolute(target)) {
    throw new Error(`The link "${name}" to "${target}" leads out of the archive.`);
  }
  await mkdir(path.dirname(from), { recursive: true });
  await symlink(target, from);
}
