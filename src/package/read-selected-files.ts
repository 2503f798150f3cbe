import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract as untar } from 'tar-stream';
import yauzl from 'yauzl';
import type { ArchiveFormat } from '../core/model.js';
import { entryName } from './zip-entry-name.js';

/** The content of some files of an archive that was checked already, by path, in one pass. */
export async function readSelectedFiles(
  file: string,
  format: ArchiveFormat,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Buffer>> {
  if (wanted.size === 0) return new Map();
  return format === 'zip' ? fromZip(file, wanted) : fromTgz(file, wanted);
}

async function fromZip(file: string, wanted: ReadonlySet<string>): Promise<Map<string, Buffer>> {
  const zip = await yauzl.openPromise(file, { autoClose: false, lazyEntries: true, strictFileNames: true });
  const found = new Map<string, Buffer>();
  try {
    for await (const entry of zip.eachEntry()) {
      const path = entryName(entry);
      if (!wanted.has(path)) continue;
      found.set(path, await joined(await zip.openReadStreamPromise(entry)));
    }
  } finally {
    zip.close();
  }
  return found;
}

async function fromTgz(file: string, wanted: ReadonlySet<string>): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const entries = untar();
  // The error reaches the loop below through `entries`, which pipeline destroys with it.
  pipeline(createReadStream(file), createGunzip(), entries, () => undefined);
  for await (const entry of entries) {
    const path = entry.header.name.replace(/^(?:\.\/+)+/, '');
    // A hard link says only whose content it shares.
    if (wanted.has(path) && entry.header.type !== 'link') found.set(path, await joined(entry));
    else entry.resume();
  }
  return found;
}

async function joined(content: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
