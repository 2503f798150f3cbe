import { createHash, hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { FOLDER_MODE } from '../core/file-modes.js';
import { isSecretContent, secretScanner } from '../core/secret-patterns.js';
import { type Deflater, hasCompressedExtension, isIncompressible, writeRawBlocks } from './deflate.js';
import type {
  BatchJob,
  BatchResult,
  BlockJob,
  BlockResult,
  DigestJob,
  DigestResult,
  FailedResult,
  FileToPack,
  WorkerJob,
  WorkerResult,
} from './worker-jobs.js';
import { BLOCK_BYTES, maxResultBytes, WINDOW_BYTES } from './worker-jobs.js';
import { writeLocalHeader } from './zip-records.js';

/** A link put in the file's place since the tree was read must not lead out of it. Windows has no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
const TINY = 32;
const NOTHING = Buffer.alloc(0);

/** A file that cannot go in: travels as a value, because errors lose their fields between threads. */
class UnreadableFile extends Error {
  constructor(
    readonly path: string,
    readonly why: FailedResult['why'],
    detail: string,
  ) {
    super(detail);
  }
}

function unreadable(item: FileToPack, error: unknown): UnreadableFile {
  if (error instanceof UnreadableFile) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UnreadableFile(item.path, 'vanished', code);
  if (code === 'ELOOP') return new UnreadableFile(item.path, 'changed', 'it has become a symbolic link');
  return new UnreadableFile(item.path, 'unreadable', code === '' ? String(error) : code);
}

/** Reads until it has `enough` bytes (there may be room for more) or the file ends; answers how many. */
function readFully(fd: number, target: Buffer, length: number, position: number, enough = length): number {
  let have = 0;
  while (have < enough) {
    const got = readSync(fd, target, have, length - have, position + have);
    if (got === 0) break;
    have += got;
  }
  return have;
}

/** Opens, lets `work` read, and then makes sure that the file still is what it was when the tree was read. */
function readUnchanged<T>(root: string, item: FileToPack, work: (fd: number) => T): T {
  let fd: number | undefined;
  try {
    fd = openSync(`${root}/${item.from ?? item.path}`, FLAGS);
    const answer = work(fd);
    verify(fd, item);
    return answer;
  } catch (error) {
    throw unreadable(item, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function verify(fd: number, item: FileToPack): void {
  const now = fstatSync(fd);
  if (!now.isFile()) throw new UnreadableFile(item.path, 'changed', 'it is not a file any more');
  if (now.size !== item.size) throw new UnreadableFile(item.path, 'changed', `from ${item.size} to ${now.size} bytes`);
  if (now.mtimeMs !== item.mtimeMs) throw new UnreadableFile(item.path, 'changed', 'it was written to');
}

/** A whole small file, in the compressor's room. One byte more than expected is asked for, so that growth shows. */
function contentOf(root: string, item: FileToPack, { inputBuffer }: Deflater): Buffer {
  if (item.target !== undefined) return Buffer.from(item.target);
  if (item.mode === FOLDER_MODE) return NOTHING;
  return readUnchanged(root, item, (fd) => {
    const buffer = inputBuffer(item.size + 1);
    const got = readFully(fd, buffer, item.size + 1, 0, item.size);
    if (got !== item.size) throw new UnreadableFile(item.path, 'changed', `from ${item.size} to ${got} bytes or more`);
    return buffer.subarray(0, got);
  });
}

/** What goes in: deflated, or undefined where the bytes as they are take no more room. */
function compress(item: FileToPack, content: Buffer, level: number, { deflate }: Deflater): Uint8Array | undefined {
  const { length } = content;
  if (level === 0 || length < TINY || item.target !== undefined) return undefined;
  if (hasCompressedExtension(item.path) || isIncompressible(content, deflate, 0)) return undefined;
  return deflate({ level, start: 0, length });
}

function encodeBatch(job: BatchJob, target: Buffer, deflater: Deflater): BatchResult {
  const result: BatchResult = {
    kind: 'batch',
    bytes: target,
    method: [],
    crc: [],
    packed: [],
    sha256: [],
    secrets: [],
  };
  let at = 0;
  for (const item of job.items) {
    const content = contentOf(job.root, item, deflater);
    const crc = crc32(content);
    result.crc.push(crc);
    result.sha256.push(hash('sha256', content, 'hex'));
    if (isSecretContent(item.path, content)) result.secrets.push(item.path);
    const name = Buffer.from(item.mode === FOLDER_MODE ? `${item.path}/` : item.path);
    const size = content.length;
    const deflated = compress(item, content, job.level, deflater);
    // The compressor's memory may have moved.
    const data = deflated ?? (item.target === undefined && size > 0 ? deflater.inputBuffer(size) : content);
    const method = deflated ? 8 : 0;
    at = writeLocalHeader(target, at, { name, mode: item.mode, method, crc, packed: data.length, size });
    target.set(data, at);
    at += data.length;
    result.method.push(method);
    result.packed.push(data.length);
  }
  result.bytes = target.subarray(0, at);
  return result;
}

function encodeBlock(job: BlockJob, target: Buffer, { inputBuffer, deflate }: Deflater): BlockResult {
  const { item, start, length, last, level } = job;
  const before = Math.min(start, WINDOW_BYTES);
  const bytes = readUnchanged(job.root, item, (fd) => {
    const buffer = inputBuffer(before + length);
    const got = readFully(fd, buffer, before + length, start - before);
    if (got !== before + length) throw new UnreadableFile(item.path, 'changed', 'it became shorter');
    return buffer;
  });
  const part = bytes.subarray(before);
  const crc = crc32(part);
  if (level > 0 && !hasCompressedExtension(item.path) && !isIncompressible(part, deflate, before)) {
    const packed = deflate({ level, start: before, length, before, more: !last });
    if (packed) {
      target.set(packed);
      return { kind: 'block', bytes: target.subarray(0, packed.length), crc };
    }
  }
  const raw = inputBuffer(before + length).subarray(before);
  return { kind: 'block', bytes: target.subarray(0, writeRawBlocks(raw, target, last)), crc };
}

function digest(job: DigestJob, { inputBuffer }: Deflater): DigestResult {
  const sha256 = createHash('sha256');
  const scanner = secretScanner(job.item.path);
  let crc = 0;
  readUnchanged(job.root, job.item, (fd) => {
    const buffer = inputBuffer(BLOCK_BYTES);
    for (let at = 0; at < job.item.size; ) {
      const got = readFully(fd, buffer, Math.min(BLOCK_BYTES, job.item.size - at), at);
      if (got === 0) throw new UnreadableFile(job.item.path, 'changed', 'it became shorter');
      const part = buffer.subarray(0, got);
      sha256.update(part);
      scanner.add(part);
      crc = crc32(part, crc);
      at += got;
    }
  });
  return { kind: 'digest', crc, sha256: sha256.digest('hex'), secret: scanner.found() };
}

/**
 * Does one job. The answer depends on nothing but the job and the files, never on the thread or what it did before.
 * `recycled` is used for the answer's bytes when it is large enough.
 */
export function runJob(job: WorkerJob, deflater: Deflater, recycled?: ArrayBuffer): WorkerResult {
  try {
    if (job.kind === 'digest') return digest(job, deflater);
    const capacity = maxResultBytes(job);
    const fits = recycled && recycled.byteLength >= capacity;
    const target = fits ? Buffer.from(recycled) : Buffer.allocUnsafeSlow(capacity);
    return job.kind === 'batch' ? encodeBatch(job, target, deflater) : encodeBlock(job, target, deflater);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return { kind: 'failed', path: error.path, why: error.why, detail: error.message };
  }
}
