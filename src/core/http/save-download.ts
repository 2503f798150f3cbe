import { createWriteStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeployError, messageOf, stopReason } from '../errors.js';

const MIB = 1024 ** 2;

export interface DownloadOptions {
  /** what comes, as the subject of a sentence: "The code of version 7" */
  what: string;
  /** bytes that are expected; undefined: unknown */
  bytes?: number;
  signal?: AbortSignal;
}

/** Of what nobody knows the size of; no vendor keeps packages of half of it. */
const MAX_UNKNOWN_BYTES = 1024 * MIB;

/** Some servers zip again, a little worse. */
const limitOf = (bytes: number | undefined): number => (bytes === undefined ? MAX_UNKNOWN_BYTES : bytes * 2 + 16 * MIB);

/**
 * Writes what a server sends into a new file. Throws `refused` for more than could be meant, `network` when it breaks
 * off, and why the run was stopped.
 */
export async function saveDownload(from: Readable, file: string, options: DownloadOptions): Promise<void> {
  const { what, bytes, signal } = options;
  try {
    await pipeline(from, limited(what, limitOf(bytes)), createWriteStream(file, { flags: 'wx', mode: 0o600 }), {
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw stopReason(signal);
    if (error instanceof DeployError) throw error;
    throw new DeployError('network', `${what} broke off on its way (${reasonOf(error)}).`, {
      next: 'Run it again.',
      cause: error,
    });
  }
}

/** fetch says "terminated", and why in `cause`. */
function reasonOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code ?? messageOf(error);
}

function limited(what: string, limit: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes <= limit) return done(null, chunk);
      done(new DeployError('refused', `${what} is larger than ${limit} bytes, so it was not kept.`));
    },
  });
}
