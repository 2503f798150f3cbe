import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { crc64 } from './crc64.js';

/** A file that is written once from front to back, and hashed while it is. */
export interface Sink {
  /** bytes so far */
  readonly bytes: number;
  write(bytes: Uint8Array): void;
  /** Closes it; answers the hashes of all bytes: hex, and unsigned decimal. */
  end(): { bytes: number; sha256: string; crc64: string };
  /** Closes it without a word. */
  abandon(): void;
}

/** Not asynchronous: bytes go to the page cache, and a turn through Node's thread pool costs more than that copy. */
export function openSink(file: string): Sink {
  // Where this cannot start, no file is left behind.
  const crc = crc64();
  // Packages may hold what only the deployer may read, and runners are shared: for the owner alone.
  const fd = openSync(file, 'wx', 0o600);
  let open = true;
  const sha256 = createHash('sha256');
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    write(chunk) {
      for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at, chunk.length - at);
      sha256.update(chunk);
      crc.update(chunk);
      bytes += chunk.length;
    },
    end() {
      open = false;
      closeSync(fd);
      return { bytes, sha256: sha256.digest('hex'), crc64: crc.digest() };
    },
    abandon() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}
