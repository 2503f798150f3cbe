import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { crc64 } from './crc64.js';

/** A file that is written once from front to back, and hashed while it is. */
export interface Sink {
  /** bytes so far */
  readonly bytes: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Closes it; answers the hashes of all bytes: hex, and unsigned decimal. */
  end(): Promise<{ bytes: number; sha256: string; crc64: string }>;
  /** Closes it without a word. */
  abandon(): Promise<void>;
}

export async function openSink(file: string): Promise<Sink> {
  // Packages may hold what only the deployer may read, and runners are shared: for the owner alone.
  const handle = await open(file, 'wx', 0o600);
  const sha256 = createHash('sha256');
  const crc = crc64();
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    async write(chunk) {
      // Not asynchronous: it goes to the page cache, and a turn through the thread pool costs more than that copy.
      for (let at = 0; at < chunk.length; ) at += writeSync(handle.fd, chunk, at, chunk.length - at);
      sha256.update(chunk);
      crc.update(chunk);
      bytes += chunk.length;
    },
    async end() {
      await handle.close();
      return { bytes, sha256: sha256.digest('hex'), crc64: crc.digest() };
    },
    abandon: () => handle.close().catch(() => undefined),
  };
}
