import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { messageOf } from '../core/errors.js';
import { EXECUTABLE_MODE, FOLDER_MODE, LINK_MODE, PLAIN_MODE } from '../core/file-modes.js';
import type { ManifestEntry } from '../core/model.js';
import { type ArchiveContents, BadArchive, createEntryCollector, type EntryCollector } from './collect-entries.js';
import { type EntryContent, readEntryContent } from './read-entry-content.js';

const FILES = ['file', 'contiguous-file'];

/** Reads every entry of a gzipped tar file, all content included. Throws BadArchive. */
export async function readTgz(file: string): Promise<ArchiveContents> {
  const found = createEntryCollector();
  const files: Files = new Map();
  const entries = extract();
  // The error reaches the loop below through `entries`, which pipeline destroys with it.
  pipeline(createReadStream(file), createGunzip(), entries, () => undefined);
  try {
    for await (const entry of entries) await readEntry(entry.header, entry as AsyncIterable<Uint8Array>, found, files);
    return found.contents();
  } catch (error) {
    if (error instanceof BadArchive) throw error;
    throw new BadArchive(`is not a readable .tar.gz file (${messageOf(error)})`);
  }
}

/** What another program may unpack into something else: a kind that few know, and the sparse files of GNU. */
function refuseOddities(path: string, { type, pax }: Header): void {
  // The library says null of a letter that it does not know; its types do not.
  const unknown = (type as unknown) === null || type === undefined;
  const sparse = Object.keys(pax ?? {}).some((name) => name.startsWith('GNU.sparse'));
  if (!unknown && !sparse) return;
  throw new BadArchive(
    `holds "${path}", which is neither a file, a folder nor a link (${sparse ? 'sparse' : 'of a kind of its own'})`,
  );
}

/** "./" in front is how `tar -C dir .` writes; a folder's name may end in "/". */
const plainName = (name: string): string => name.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');

/** by path: what a hard link repeats */
type Files = Map<string, Omit<ManifestEntry, 'path'>>;

async function readEntry(
  header: Header,
  bytes: AsyncIterable<Uint8Array>,
  found: EntryCollector,
  files: Files,
): Promise<void> {
  const path = plainName(header.name);
  refuseOddities(path, header);
  const content = await readEntryContent(path, limited(header, bytes, found, path));
  const { type } = header;
  if (type === 'directory' && isRoot(path)) return;
  if (type === 'symlink') return addLink(path, header.linkname ?? '', found);
  const entry = entryOf(path, header, content, files);
  if (entry.mode !== FOLDER_MODE) files.set(path, entry);
  found.add({ path, ...entry });
  if (content.secret) found.secret(path);
}

function entryOf(path: string, header: Header, content: EntryContent, files: Files): Omit<ManifestEntry, 'path'> {
  const { size, sha256 } = content;
  const { type = '' } = header;
  if (type === 'directory') return { mode: FOLDER_MODE, size: 0, sha256 };
  if (FILES.includes(type)) return { mode: (header.mode ?? 0) & 0o100 ? EXECUTABLE_MODE : PLAIN_MODE, size, sha256 };
  const same = type === 'link' ? files.get(plainName(header.linkname ?? '')) : undefined;
  if (same) return same;
  if (type === 'link') throw new BadArchive(`holds "${path}", a hard link to something that it does not hold`);
  throw new BadArchive(`holds "${path}", which is neither a file, a folder nor a link (${type})`);
}

async function addLink(path: string, target: string, found: EntryCollector): Promise<void> {
  const { size, sha256 } = await readEntryContent(path, [Buffer.from(target)]);
  found.add({ path, mode: LINK_MODE, size, sha256 }, target);
}

const isRoot = (path: string): boolean => path === '' || path === '.';

/** The content, after name and size were looked at. */
async function* limited(
  header: Header,
  bytes: AsyncIterable<Uint8Array>,
  found: EntryCollector,
  path: string,
): AsyncGenerator<Uint8Array> {
  if (!isRoot(path)) found.expect(path, header.size ?? 0);
  yield* bytes;
}
