import { parentPort, workerData } from 'node:worker_threads';
import { runJob } from './compress-files.js';
import { createDeflater } from './deflate.js';
import type { WorkerJob } from './worker-jobs.js';

const compressor = createDeflater(workerData as WebAssembly.Module);

/** The zip worker: bundled into a small file of its own, never with the rest. Does what it is told, in that order. */
parentPort?.on('message', ({ id, job, recycled }: { id: number; job: WorkerJob; recycled?: ArrayBuffer }) => {
  const result = runJob(job, compressor, recycled);
  const transfer = 'bytes' in result ? [result.bytes.buffer as ArrayBuffer] : [];
  parentPort?.postMessage({ id, result }, transfer);
});
