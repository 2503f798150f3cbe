import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DeployError } from '../core/errors.js';
import { createCrc64 } from './crc64.js';

/** A file that is written once from front to back, and hashed while it is. */
export interface OutputFile {
  /** bytes so far */
  readonly bytes: number;
  write(bytes: Uint8Array): void;
  /** Closes it; returns the hashes of all bytes: hex, and unsigned decimal. */
  end(): { bytes: number; sha256: string; crc64: string };
  /** Closes it without a word. */
  abandon(): void;
}

/**
 * Not asynchronous: bytes go to the page cache, and a turn through Node's thread pool costs more than that copy. Throws
 * `refused` where the disk does not take them.
 */
export function openOutputFile(file: string): OutputFile {
  // Where this cannot start, no file is left behind.
  const crc = createCrc64();
  // Packages may hold what only the deployer may read, and runners are shared: for the owner alone.
  const fd = onDisk(file, () => openSync(file, 'wx', 0o600));
  let open = true;
  const sha256 = createHash('sha256');
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    write(chunk) {
      onDisk(file, () => {
        for (let at = 0; at < chunk.length; ) at += writeSync(fd, chunk, at, chunk.length - at);
      });
      sha256.update(chunk);
      crc.update(chunk);
      bytes += chunk.length;
    },
    end() {
      open = false;
      onDisk(file, () => closeSync(fd));
      return { bytes, sha256: sha256.digest('hex'), crc64: crc.digest() };
    },
    abandon() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

function onDisk<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DeployError('refused', `The package cannot be written to "${dirname(file)}" (${code}).`, {
      next: 'Make room there, or set RUNNER_TEMP to a folder that can be written to. Nothing was sent.',
      cause: error,
    });
  }
}
