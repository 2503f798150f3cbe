import { Worker } from 'node:worker_threads';
import type { Log } from '../core/log.js';
import { execute } from './encode.js';
import type { Job, Result } from './jobs.js';

/** Does jobs, some at a time. The answers are the same whoever does them. */
export interface Pool {
  /** how many threads; 0: the calling one */
  readonly width: number;
  run(job: Job): Promise<Result>;
  /** Gives a result's memory back for reuse. */
  recycle(bytes: Uint8Array): void;
  close(): Promise<void>;
}

const KEPT = 16;

/** Memory that results came in, for the next ones. */
function shelf() {
  const kept: ArrayBuffer[] = [];
  return {
    take: (): ArrayBuffer | undefined => kept.pop(),
    put(bytes: Uint8Array): void {
      if (kept.length < KEPT && bytes.buffer instanceof ArrayBuffer) kept.push(bytes.buffer);
    },
  };
}

/** No threads: each job is done in its turn, with a breath for the event loop between two. */
export function inlinePool(): Pool {
  const buffers = shelf();
  let turn: Promise<unknown> = Promise.resolve();
  return {
    width: 0,
    run(job) {
      const result = turn.then(async () => {
        await new Promise(setImmediate);
        return execute(job, buffers.take());
      });
      turn = result.catch(() => undefined);
      return result;
    },
    recycle: buffers.put,
    close: async () => undefined,
  };
}

interface Waiting {
  job: Job;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  waiting: Map<number, Waiting>;
}

/** Threads of `file` (the bundled zip worker). A thread that dies is replaced by the calling one, job by job. */
export function threadPool(file: string | URL, width: number, log: Log): Pool {
  const buffers = shelf();
  const threads = new Set<Thread>();
  const inline = inlinePool();
  let ids = 0;
  let closing = false;
  const lose = (thread: Thread, why: string) => {
    if (!threads.delete(thread) || closing) return;
    log.info(`A zip thread ended (${why}); its work is done by the main thread.`);
    for (const { job, resolve, reject } of thread.waiting.values()) inline.run(job).then(resolve, reject);
    thread.waiting.clear();
    void thread.worker.terminate();
  };
  for (let count = 0; count < width; count++) {
    const thread = startThread(file, lose);
    if (thread) threads.add(thread);
  }
  if (threads.size === 0) log.info(`The zip worker ${String(file)} could not be started; the main thread packs alone.`);
  return {
    width,
    run(job) {
      const thread = [...threads].sort((a, b) => a.waiting.size - b.waiting.size)[0];
      if (!thread) return inline.run(job);
      return new Promise((resolve, reject) => {
        const id = ids++;
        thread.waiting.set(id, { job, resolve, reject });
        const recycled = job.kind === 'digest' ? undefined : buffers.take();
        thread.worker.postMessage({ id, job, recycled }, recycled ? [recycled] : []);
      });
    },
    recycle: buffers.put,
    async close() {
      closing = true;
      await Promise.all([...threads].map((thread) => thread.worker.terminate()));
    },
  };
}

function startThread(file: string | URL, lose: (thread: Thread, why: string) => void): Thread | undefined {
  let worker: Worker;
  try {
    // Neither the main thread's loaders nor its memory settings: the worker is plain JavaScript on built-in modules.
    worker = new Worker(file, { execArgv: [], env: {}, stdin: false });
  } catch {
    return undefined;
  }
  const thread: Thread = { worker, waiting: new Map() };
  worker.on('message', ({ id, result }: { id: number; result: Result }) => {
    thread.waiting.get(id)?.resolve(result);
    thread.waiting.delete(id);
  });
  worker.on('error', (error) => lose(thread, error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => lose(thread, `exit code ${code}`));
  return thread;
}
