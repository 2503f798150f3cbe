import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { secretScanner } from '../core/secret-patterns.js';

/** Up to here content is kept to be looked into; link targets are small. */
const KEPT = 256 * 1024;

export interface EntryContent {
  size: number;
  crc: number;
  sha256: string;
  /** it should not ship */
  secret: boolean;
  /** as text, where it was small */
  text(): string;
}

/** Reads one file of an archive to its end. */
export async function readEntryContent(
  path: string,
  chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): Promise<EntryContent> {
  const hash = createHash('sha256');
  const scanner = secretScanner(path);
  let kept: Uint8Array[] = [];
  let size = 0;
  let crc = 0;
  const take = (chunk: Uint8Array) => {
    hash.update(chunk);
    crc = crc32(chunk, crc);
    size += chunk.length;
    scanner.add(chunk);
    if (size <= KEPT) kept.push(chunk);
    else kept = [];
  };
  if (Array.isArray(chunks)) chunks.forEach(take);
  else for await (const chunk of chunks as AsyncIterable<Uint8Array>) take(chunk);
  const small = Buffer.concat(kept);
  return {
    size,
    crc,
    sha256: hash.digest('hex'),
    secret: scanner.found(),
    text: () => small.toString('utf8'),
  };
}
