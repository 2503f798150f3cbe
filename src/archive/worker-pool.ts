import type { Worker } from 'node:worker_threads';
import type { Log } from '../core/log.js';
import { runJob } from './compress-files.js';
import { createDeflater, type Deflater } from './deflate.js';
import { nativeCode } from './load-native-code.js';
import type { WorkerJob, WorkerResult } from './worker-jobs.js';

/** Does jobs, some at a time. The answers are the same whoever does them. */
export interface WorkerPool {
  /** how many threads; 0: the calling one */
  readonly threads: number;
  run(job: WorkerJob): Promise<WorkerResult>;
  /** Gives a result's memory back for reuse. */
  recycle(bytes: Uint8Array): void;
  close(): Promise<void>;
}

const KEPT = 10;

/** Memory that results came in, for the next ones. */
function createBufferCache() {
  const kept: ArrayBuffer[] = [];
  return {
    take: (): ArrayBuffer | undefined => kept.pop(),
    put(bytes: Uint8Array): void {
      if (kept.length < KEPT && bytes.buffer instanceof ArrayBuffer) kept.push(bytes.buffer);
    },
  };
}

/** No threads: each job is done in its turn, with a breath for the event loop between two. */
export function createInlinePool(buffers = createBufferCache()): WorkerPool {
  let compressor: Deflater | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    threads: 0,
    run(job) {
      const result = turn.then(async () => {
        await new Promise(setImmediate);
        if (closed) throw new Error('The pool is closed.');
        compressor ??= createDeflater(nativeCode());
        return runJob(job, compressor, buffers.take());
      });
      turn = result.catch(() => undefined);
      return result;
    },
    recycle: buffers.put,
    async close() {
      closed = true;
      await turn;
    },
  };
}

interface QueuedJob {
  job: WorkerJob;
  resolve(result: WorkerResult): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  /** sent and not answered, by number */
  waiting: Map<number, QueuedJob>;
}

/**
 * A thread keeps nothing on its heap between two jobs, and V8 would fill what it is given before it collects. MiB;
 * WebAssembly's memory does not count. A thread that needs more ends, and its work is done elsewhere.
 */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 32 };

/** So many jobs are sent ahead, so that no thread waits for the main one, which works too. */
const AHEAD = 5;

/**
 * Threads of `file` (the bundled zip worker), started as there is work for them. The calling thread does what they
 * have no time for: it needs no start, and a thread for each core beside it would only share them. What a thread
 * leaves undone when it dies is done by the calling one.
 */
export async function createThreadPool(file: string | URL, width: number, log: Log): Promise<WorkerPool> {
  // Most packages are too small for threads, and need not wait for this either.
  const { Worker: Threads } = await import('node:worker_threads');
  return poolOf(() => newThread(Threads, file), width, log);
}

function poolOf(start: () => Worker, width: number, log: Log): WorkerPool {
  const buffers = createBufferCache();
  const inline = createInlinePool(buffers);
  const threads = new Set<Thread>();
  const queue: QueuedJob[] = [];
  let started = 0;
  let ids = 0;
  let closing = false;
  const alone = ({ job, resolve, reject }: QueuedJob) => inline.run(job).then(resolve, reject);
  const help = mainThreadHelper(queue, alone, () => pump());
  const lose = (thread: Thread, why: string) => {
    if (!threads.delete(thread) || closing) return;
    log.info(`A zip thread ended (${why}); its work goes on elsewhere.`);
    for (const waiting of thread.waiting.values()) void alone(waiting);
    thread.waiting.clear();
    pump();
  };
  const answer = (thread: Thread, id: number, result: WorkerResult) => {
    thread.waiting.get(id)?.resolve(result);
    thread.waiting.delete(id);
    pump();
  };
  const pick = () => leastBusy(threads) ?? (started++ < width ? startThread(start, lose, answer) : undefined);
  const pump = () => {
    while (queue.length > 0) {
      const thread = pick();
      if (thread) threads.add(thread);
      if (!thread && threads.size > 0) return help();
      const waiting = queue.shift() as QueuedJob;
      if (thread) send(thread, ids++, waiting, buffers.take());
      else void alone(waiting);
    }
  };
  return {
    threads: width,
    run: (job) =>
      new Promise((resolve, reject) => {
        queue.push({ job, resolve, reject });
        pump();
      }),
    recycle: buffers.put,
    async close() {
      closing = true;
      queue.length = 0;
      await Promise.all([inline.close(), ...[...threads].map(({ worker }) => worker.terminate())]);
    },
  };
}

/** Lets the calling thread do what waits, one job at a time, but never hash a large file. */
function mainThreadHelper(
  queue: QueuedJob[],
  alone: (waiting: QueuedJob) => Promise<void>,
  then: () => void,
): () => void {
  let helping = false;
  return () => {
    const at = queue.findIndex(({ job }) => job.kind !== 'digest');
    const [next] = helping || at < 0 ? [] : queue.splice(at, 1);
    if (!next) return;
    helping = true;
    void alone(next).then(() => {
      helping = false;
      then();
    });
  };
}

function send(thread: Thread, id: number, waiting: QueuedJob, recycled: ArrayBuffer | undefined): void {
  thread.waiting.set(id, waiting);
  thread.worker.postMessage({ id, job: waiting.job, recycled }, recycled ? [recycled] : []);
}

/** A thread that may be sent more. One that hashes a large file is not: what is behind it would wait long. */
function leastBusy(threads: Set<Thread>): Thread | undefined {
  let least: Thread | undefined;
  for (const thread of threads) {
    const { size } = thread.waiting;
    const hashing = [...thread.waiting.values()].some(({ job }) => job.kind === 'digest');
    if (size < AHEAD && !hashing && size < (least?.waiting.size ?? AHEAD)) least = thread;
  }
  return least;
}

/** Neither the main thread's loaders nor its environment: the worker is plain JavaScript on built-in modules. */
const newThread = (Threads: typeof Worker, file: string | URL): Worker =>
  new Threads(file, { execArgv: [], env: {}, stdin: false, resourceLimits: LIMITS, workerData: nativeCode() });

function startThread(
  start: () => Worker,
  lose: (thread: Thread, why: string) => void,
  answer: (thread: Thread, id: number, result: WorkerResult) => void,
): Thread | undefined {
  let worker: Worker;
  try {
    worker = start();
  } catch {
    return undefined;
  }
  const thread: Thread = { worker, waiting: new Map() };
  worker.on('message', ({ id, result }: { id: number; result: WorkerResult }) => answer(thread, id, result));
  worker.on('error', (error) => lose(thread, error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => lose(thread, `exit code ${code}`));
  return thread;
}
