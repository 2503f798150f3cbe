/**
 * The records of a zip file (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), as pure functions.
 * Everything that could differ between two machines is fixed: made by Unix, 1980-01-01 00:00, UTF-8 names, no extra
 * field but ZIP64's where a number does not fit.
 */
const MAX_UINT32 = 0xffffffff;
const MAX_UINT16 = 0xffff;
const DATE = 0x0021; // 1980-01-01
const UNIX = 3 << 8;
const UTF8 = 0x0800;
const DESCRIPTOR = 0x0008;

/** One file in the archive. */
export interface ZipEntry {
  /** UTF-8; a folder's ends in "/" */
  name: Uint8Array;
  /** as in a Manifest: 0o755, 0o644, 0o120777, 0o40755 */
  mode: number;
  method: number;
  crc: number;
  /** bytes in the archive */
  packed: number;
  /** bytes before compression */
  size: number;
  /** where its local header starts */
  offset: number;
  /** sizes and CRC follow the data, because the data is written before they are known */
  streamed: boolean;
}

/** The local header's length for a name of this many bytes. */
export const localHeaderLength = (nameBytes: number): number => 30 + nameBytes;

/** A streamed file's sizes must be announced as ZIP64 before they are known: raw blocks add 5 bytes per 65,535. */
export const needsZip64 = (size: number): boolean => size + Math.ceil(size / 65_535) * 5 + 64 >= MAX_UINT32;

/** Writes the local header of a file whose numbers are known and small; answers where it ends. */
export function writeLocalHeader(target: Buffer, at: number, entry: Omit<ZipEntry, 'offset' | 'streamed'>): number {
  let to = target.writeUInt32LE(0x04034b50, at);
  to = target.writeUInt16LE(20, to);
  to = target.writeUInt16LE(UTF8, to);
  to = target.writeUInt16LE(entry.method, to);
  to = target.writeUInt16LE(0, to);
  to = target.writeUInt16LE(DATE, to);
  to = target.writeUInt32LE(entry.crc, to);
  to = target.writeUInt32LE(entry.packed, to);
  to = target.writeUInt32LE(entry.size, to);
  to = target.writeUInt16LE(entry.name.length, to);
  to = target.writeUInt16LE(0, to);
  target.set(entry.name, to);
  return to + entry.name.length;
}

/** The local header of a file whose numbers follow its data. `size` is what it is expected to be. */
export function streamedLocalHeader(name: Uint8Array, size: number): Buffer {
  const big = needsZip64(size);
  const header = Buffer.alloc(localHeaderLength(name.length) + (big ? 20 : 0));
  writeLocalHeader(header, 0, { name, mode: 0, method: 8, crc: 0, packed: 0, size: 0 });
  header.writeUInt16LE(UTF8 | DESCRIPTOR, 6);
  if (big) {
    header.writeUInt16LE(45, 4);
    header.writeUInt32LE(MAX_UINT32, 18);
    header.writeUInt32LE(MAX_UINT32, 22);
    header.writeUInt16LE(20, 28);
    const extra = 30 + name.length;
    header.writeUInt16LE(1, extra);
    header.writeUInt16LE(16, extra + 2);
  }
  return header;
}

/** What follows the data of a streamed file. */
export function dataDescriptor(entry: Pick<ZipEntry, 'crc' | 'packed' | 'size'>): Buffer {
  const big = needsZip64(entry.size);
  const record = Buffer.alloc(big ? 24 : 16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(entry.crc, 4);
  if (big) {
    record.writeBigUInt64LE(BigInt(entry.packed), 8);
    record.writeBigUInt64LE(BigInt(entry.size), 16);
  } else {
    record.writeUInt32LE(entry.packed, 8);
    record.writeUInt32LE(entry.size, 12);
  }
  return record;
}

/** ZIP64's extra field: only the numbers that do not fit, in the order that the specification fixes. */
function zip64Numbers(entry: ZipEntry): number[] {
  const both = entry.streamed && needsZip64(entry.size);
  const numbers: number[] = [];
  if (both || entry.size >= MAX_UINT32) numbers.push(entry.size);
  if (both || entry.packed >= MAX_UINT32) numbers.push(entry.packed);
  if (entry.offset >= MAX_UINT32) numbers.push(entry.offset);
  return numbers;
}

/** The record of a file in the central directory. */
export function centralDirectoryRecord(entry: ZipEntry): Buffer {
  const numbers = zip64Numbers(entry);
  const both = entry.streamed && needsZip64(entry.size);
  const extra = numbers.length > 0 ? 4 + 8 * numbers.length : 0;
  const record = Buffer.alloc(46 + entry.name.length + extra);
  const version = numbers.length > 0 ? 45 : 20;
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE(UNIX | version, 4);
  record.writeUInt16LE(version, 6);
  record.writeUInt16LE(UTF8 | (entry.streamed ? DESCRIPTOR : 0), 8);
  record.writeUInt16LE(entry.method, 10);
  record.writeUInt16LE(DATE, 14);
  record.writeUInt32LE(entry.crc, 16);
  record.writeUInt32LE(both ? MAX_UINT32 : Math.min(entry.packed, MAX_UINT32), 20);
  record.writeUInt32LE(both ? MAX_UINT32 : Math.min(entry.size, MAX_UINT32), 24);
  record.writeUInt16LE(entry.name.length, 28);
  record.writeUInt16LE(extra, 30);
  record.writeUInt32LE(externalAttributes(entry.mode), 38);
  record.writeUInt32LE(Math.min(entry.offset, MAX_UINT32), 42);
  record.set(entry.name, 46);
  if (extra > 0) writeExtra(record, 46 + entry.name.length, numbers);
  return record;
}

function writeExtra(record: Buffer, at: number, numbers: number[]): void {
  record.writeUInt16LE(1, at);
  record.writeUInt16LE(8 * numbers.length, at + 2);
  numbers.forEach((number, index) => {
    record.writeBigUInt64LE(BigInt(number), at + 4 + 8 * index);
  });
}

/** Unix mode in the high half; DOS's folder bit for readers that know no Unix. */
function externalAttributes(mode: number): number {
  const type = mode & 0o170000;
  const unix = type === 0 ? 0o100000 | mode : mode;
  return ((unix << 16) | (type === 0o040000 ? 0x10 : 0)) >>> 0;
}

/** What ends the archive; with ZIP64's two records before it where a number does not fit. */
export function endOfCentralDirectory(count: number, centralBytes: number, centralOffset: number): Buffer {
  const big = count >= MAX_UINT16 || centralBytes >= MAX_UINT32 || centralOffset >= MAX_UINT32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MAX_UINT16), 8);
  end.writeUInt16LE(Math.min(count, MAX_UINT16), 10);
  end.writeUInt32LE(Math.min(centralBytes, MAX_UINT32), 12);
  end.writeUInt32LE(Math.min(centralOffset, MAX_UINT32), 16);
  if (!big) return end;
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(UNIX | 45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(centralBytes), 40);
  record.writeBigUInt64LE(BigInt(centralOffset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(centralOffset + centralBytes), 64);
  record.writeUInt32LE(1, 72);
  return Buffer.concat([record, end]);
}
