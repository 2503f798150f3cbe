import { DeployError } from '../core/errors.js';
import { FOLDER_MODE } from '../core/file-modes.js';
import type { ManifestEntry } from '../core/model.js';
import { createCentralDirectory } from './central-directory.js';
import { combineCrc32 } from './crc32.js';
import type { OutputFile } from './output-file.js';
import { planJobs } from './plan-jobs.js';
import type {
  BatchJob,
  BatchResult,
  BlockJob,
  BlockResult,
  DigestResult,
  FailedResult,
  FileToPack,
  WorkerResult,
} from './worker-jobs.js';
import { maxResultBytes } from './worker-jobs.js';
import type { WorkerPool } from './worker-pool.js';
import { dataDescriptor, streamedLocalHeader, type ZipEntry } from './zip-records.js';

/** Bytes that may be under way at once: read, being compressed, or waiting for their turn to be written. */
const BUDGET_PER_THREAD = 4 * 1024 * 1024;
/** And this many jobs: enough for eight threads, each with one ahead. */
const MOST_JOBS = 16;

export interface ZipOptions {
  root: string;
  /** in the archive's order: by the bytes of their names there. May still be being found */
  items: Iterable<FileToPack>;
  /** libdeflate's, 1 to 12; 0 stores */
  level: number;
  pool: WorkerPool;
  output: OutputFile;
}

/** What was written. */
export interface WrittenZip {
  entries: ManifestEntry[];
  /** paths whose content should not ship */
  secrets: string[];
}

interface PendingJob {
  job: BatchJob | BlockJob;
  cost: number;
  result: Promise<WorkerResult>;
  digest?: Promise<WorkerResult>;
  /** the result is there */
  done: boolean;
}

/** Writes the archive: the pool compresses in any order, this writes in the one order. Throws `input` for a file that changes. */
export function writeZip(options: ZipOptions): Promise<WrittenZip> {
  return writeAll(options);
}

async function writeAll({ root, items, level, pool, output }: ZipOptions): Promise<WrittenZip> {
  const writer = archiveWriter(output);
  const underWay: PendingJob[] = [];
  const budget = (5 + pool.threads) * BUDGET_PER_THREAD;
  let spent = 0;
  const settle = async (next: PendingJob | undefined) => {
    if (!next) return;
    underWay.shift();
    await writer.write(next, pool);
    spent -= next.cost;
  };
  for (const job of planJobs(root, items, level)) {
    const cost = maxResultBytes(job) * 2;
    while (underWay.length > 0 && (spent + cost > budget || underWay.length >= MOST_JOBS)) await settle(underWay[0]);
    underWay.push(start(job, cost, pool));
    spent += cost;
    // Results (and signals) arrive only when the event loop turns.
    await new Promise(setImmediate);
    while (underWay[0]?.done) await settle(underWay[0]);
  }
  while (underWay.length > 0) await settle(underWay[0]);
  return writer.end();
}

function start(job: BatchJob | BlockJob, cost: number, pool: WorkerPool): PendingJob {
  const whole = job.kind === 'block' && job.start === 0;
  const digest = whole ? pool.run({ kind: 'digest', root: job.root, item: job.item }) : undefined;
  const result = pool.run(job);
  // Awaited in their turn; a failure before that must not end the process.
  digest?.catch(() => undefined);
  const started: PendingJob = { job, cost, result, digest, done: false };
  const mark = () => {
    started.done = true;
  };
  result.then(mark, mark);
  return started;
}

/** Files, in their order, into the sink; and the directory of them behind. */
function archiveWriter(sink: OutputFile) {
  const written: WrittenZip = { entries: [], secrets: [] };
  const central = createCentralDirectory();
  let large: LargeFile | undefined;
  const list = (item: FileToPack, entry: ZipEntry, sha256: string) => {
    central.add(entry);
    written.entries.push({ path: item.path, mode: item.mode, size: item.size, sha256 });
  };
  const batch = (job: BatchJob, result: BatchResult): void => {
    let offset = sink.bytes;
    job.items.forEach((item, index) => {
      const entry = entryOf(item, result, index, offset);
      offset += 30 + entry.name.length + entry.packed;
      list(item, entry, result.sha256[index] ?? '');
    });
    written.secrets.push(...result.secrets);
    sink.write(result.bytes);
  };
  const block = async (
    { item, start: from, length, last }: BlockJob,
    result: BlockResult,
    digest?: Promise<WorkerResult>,
  ) => {
    large = from === 0 || !large ? openLarge(item, sink, digest) : large;
    large.entry.crc = from === 0 ? result.crc : combineCrc32(large.entry.crc, result.crc, length);
    large.entry.packed += result.bytes.length;
    sink.write(result.bytes);
    if (!last) return;
    const { sha256, secret } = await digestOf(large);
    list(item, large.entry, sha256);
    if (secret) written.secrets.push(item.path);
    sink.write(dataDescriptor(large.entry));
    large = undefined;
  };
  return {
    async write({ job, result: coming, digest }: PendingJob, pool: WorkerPool): Promise<void> {
      const result = await coming;
      if (result.kind === 'failed') throw unreadableFileError(result);
      if (job.kind === 'batch' && result.kind === 'batch') batch(job, result);
      if (job.kind === 'block' && result.kind === 'block') await block(job, result, digest);
      if ('bytes' in result) pool.recycle(result.bytes);
    },
    end(): WrittenZip {
      central.write(sink);
      return written;
    },
  };
}

const nameOf = (item: FileToPack): Buffer => Buffer.from(item.mode === FOLDER_MODE ? `${item.path}/` : item.path);

function entryOf(item: FileToPack, result: BatchResult, index: number, offset: number): ZipEntry {
  return {
    name: nameOf(item),
    mode: item.mode,
    method: result.method[index] ?? 0,
    crc: result.crc[index] ?? 0,
    packed: result.packed[index] ?? 0,
    size: item.size,
    offset,
    streamed: false,
  };
}

interface LargeFile {
  entry: ZipEntry;
  digest?: Promise<WorkerResult>;
}

function openLarge(item: FileToPack, sink: OutputFile, digest?: Promise<WorkerResult>): LargeFile {
  const { mode, size } = item;
  const entry = { name: nameOf(item), mode, method: 8, crc: 0, packed: 0, size, offset: sink.bytes, streamed: true };
  sink.write(streamedLocalHeader(entry.name, size));
  return { entry, digest };
}

/** The sha256 of a large file, read apart from its parts: the CRC of both readings must be one. */
async function digestOf({ entry, digest }: LargeFile): Promise<DigestResult> {
  const result = (await digest) as DigestResult | FailedResult | undefined;
  if (result?.kind === 'digest' && result.crc === entry.crc) return result;
  if (result?.kind === 'failed') throw unreadableFileError(result);
  const path = Buffer.from(entry.name).toString();
  throw unreadableFileError({ kind: 'failed', path, why: 'changed', detail: 'two readings differ' });
}

function unreadableFileError({ path, why, detail }: FailedResult): DeployError {
  const what = {
    vanished: `"${path}" vanished while the package was made.`,
    changed: `"${path}" changed while the package was made (${detail}).`,
    unreadable: `"${path}" cannot be read (${detail}).`,
  }[why];
  const next =
    why === 'unreadable'
      ? 'Give the runner the right to read it, or leave it out with `exclude`.'
      : 'Let the build end before this step starts, or leave the file out with `exclude`, and run it again.';
  return new DeployError('input', what, { next });
}
