import type { BatchJob, BlockJob, FileToPack } from './worker-jobs.js';
import { BLOCK_BYTES, LARGE_FILE_BYTES } from './worker-jobs.js';

const BATCH_FILES = 64;
const BATCH_BYTES = 1024 * 1024;

/** The jobs of a tree in the archive's order. Depends on the files' sizes only. */
export function* planJobs(root: string, items: Iterable<FileToPack>, level: number): Generator<BatchJob | BlockJob> {
  let batch: FileToPack[] = [];
  let bytes = 0;
  for (const item of items) {
    const large = item.size > LARGE_FILE_BYTES && item.target === undefined;
    const full = batch.length >= BATCH_FILES || bytes + item.size > BATCH_BYTES;
    if (batch.length > 0 && (large || full)) {
      yield { kind: 'batch', root, level, items: batch };
      batch = [];
      bytes = 0;
    }
    if (large) {
      yield* blocks(root, item, level);
    } else {
      batch.push(item);
      bytes += item.size;
    }
  }
  if (batch.length > 0) yield { kind: 'batch', root, level, items: batch };
}

function* blocks(root: string, item: FileToPack, level: number): Generator<BlockJob> {
  for (let start = 0; start < item.size; start += BLOCK_BYTES) {
    const length = Math.min(BLOCK_BYTES, item.size - start);
    yield { kind: 'block', root, level, item, start, length, last: start + length === item.size };
  }
}
