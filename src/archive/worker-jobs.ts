/** What the writer asks of a thread and what it gets back: plain values, so that they can cross to a worker. */

/** A thing that goes into the archive, as it was when the tree was read. */
export interface FileToPack {
  /** forward slashes, no leading one, no trailing one */
  path: string;
  /** as in a Manifest */
  mode: number;
  /** bytes; of a link: of its target's text */
  size: number;
  /** what must still be so when it is read; the inode's number is not asked, because network disks change it */
  mtimeMs: number;
  /** of a link: where it points */
  target?: string;
  /** where it is read, when that is not `path`: what a followed link points at; below the same root */
  from?: string;
}

/** Small files, one after the other, each with its local header. */
export interface BatchJob {
  kind: 'batch';
  root: string;
  level: number;
  items: FileToPack[];
}

/** A part of a large file. The first one has no bytes before it, the last one ends the deflate stream. */
export interface BlockJob {
  kind: 'block';
  root: string;
  level: number;
  item: FileToPack;
  start: number;
  length: number;
  last: boolean;
}

/** The hash of a large file, which cannot be put together from its parts. */
export interface DigestJob {
  kind: 'digest';
  root: string;
  item: FileToPack;
}

export type WorkerJob = BatchJob | BlockJob | DigestJob;

export interface BatchResult {
  kind: 'batch';
  /** local headers and data */
  bytes: Uint8Array;
  /** by item */
  method: number[];
  crc: number[];
  packed: number[];
  sha256: string[];
  /** paths whose content should not ship, with the reason */
  secrets: string[];
}

export interface BlockResult {
  kind: 'block';
  bytes: Uint8Array;
  /** of the part before compression */
  crc: number;
}

export interface DigestResult {
  kind: 'digest';
  crc: number;
  sha256: string;
  /** its content is a secret */
  secret: boolean;
}

/** A file that cannot go in. */
export interface FailedResult {
  kind: 'failed';
  path: string;
  why: 'vanished' | 'changed' | 'unreadable';
  detail: string;
}

export type WorkerResult = BatchResult | BlockResult | DigestResult | FailedResult;

/** Files up to this size go into batches; larger ones are cut. Part of what fixes the bytes: not a setting. */
export const LARGE_FILE_BYTES = 4 * 1024 * 1024;
/** The length of a part. */
export const BLOCK_BYTES = 1024 * 1024;
/** How far back deflate can look. */
export const WINDOW_BYTES = 32 * 1024;

/** The bytes that a result can take at most, known before: where nothing shrinks, things are stored. */
export function maxResultBytes(job: WorkerJob): number {
  if (job.kind === 'digest') return 0;
  if (job.kind === 'block') return job.length + Math.ceil(job.length / 65_535) * 5;
  return job.items.reduce((sum, item) => sum + 30 + 3 * item.path.length + 1 + item.size, 0);
}
