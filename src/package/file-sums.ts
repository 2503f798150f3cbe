import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createCrc64 } from '../archive/index.js';
import type { Archive } from '../core/model.js';

/** Size and hashes of a file, in one reading. */
export async function fileSums(file: string): Promise<Pick<Archive, 'bytes' | 'sha256' | 'crc64'>> {
  const sha256 = createHash('sha256');
  const crc = createCrc64();
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    crc.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: sha256.digest('hex'), crc64: crc.digest() };
}
