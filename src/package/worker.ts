import { parentPort, workerData } from 'node:worker_threads';
import { deflater } from './deflate.js';
import { execute } from './encode.js';
import type { Job } from './jobs.js';

const compressor = deflater(workerData as WebAssembly.Module);

/** The zip worker: bundled into a small file of its own, never with the rest. Does what it is told, in that order. */
parentPort?.on('message', ({ id, job, recycled }: { id: number; job: Job; recycled?: ArrayBuffer }) => {
  const result = execute(job, compressor, recycled);
  const transfer = 'bytes' in result ? [result.bytes.buffer as ArrayBuffer] : [];
  parentPort?.postMessage({ id, result }, transfer);
});
