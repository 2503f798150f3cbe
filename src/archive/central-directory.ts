import type { OutputFile } from './output-file.js';
import { centralDirectoryRecord, endOfCentralDirectory, type ZipEntry } from './zip-records.js';

/** The list of files that stands at the archive's end. */
export interface CentralDirectory {
  add(entry: ZipEntry): void;
  /** Writes it, and the records that end the archive. */
  write(sink: OutputFile): void;
}

const CHUNK = 256 * 1024;

/** Records are kept in chunks: a buffer for each of 200,000 files would cost more than its bytes. */
export function createCentralDirectory(): CentralDirectory {
  const full: Buffer[] = [];
  let chunk = Buffer.allocUnsafeSlow(CHUNK);
  let used = 0;
  let count = 0;
  return {
    add(entry: ZipEntry): void {
      const record = centralDirectoryRecord(entry);
      if (used + record.length > chunk.length) {
        full.push(chunk.subarray(0, used));
        chunk = Buffer.allocUnsafeSlow(CHUNK);
        used = 0;
      }
      chunk.set(record, used);
      used += record.length;
      count++;
    },
    write(sink: OutputFile): void {
      const offset = sink.bytes;
      for (const bytes of full) sink.write(bytes);
      sink.write(chunk.subarray(0, used));
      sink.write(endOfCentralDirectory(count, sink.bytes - offset, offset));
    },
  };
}
