/**
 * "These files in, this archive out": all that the rest of the project sees of this folder. The same files give the
 * same bytes, on any machine. Worker threads read, hash and compress; see docs/adr/0006-archive.md.
 */
export { createCrc64 } from './crc64.js';
export { openOutputFile } from './output-file.js';
export type { FileToPack } from './worker-jobs.js';
export { createInlinePool, createThreadPool, type WorkerPool } from './worker-pool.js';
export { writeZip } from './write-zip.js';
