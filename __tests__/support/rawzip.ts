import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip file, as wrong as a test wants it. */
export interface Raw {
  name: string;
  data?: string | Buffer;
  /** Unix mode; default 0o100644 */
  mode?: number;
  /** what the directory claims instead of the truth */
  claims?: { size?: number; packed?: number; offset?: number };
  flags?: number;
  /** extra fields of the directory's record */
  extra?: Buffer;
}

/** A zip file written byte by byte: no library would write these. */
export function rawZip(entries: Raw[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const data = Buffer.from(entry.data ?? '');
    const packed = deflateRawSync(data);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    common(head, 6, entry, data, packed, name);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE((3 << 8) | 20, 4);
    record.writeUInt16LE(20, 6);
    common(record, 8, entry, data, packed, name);
    const extra = entry.extra ?? Buffer.alloc(0);
    record.writeUInt16LE(extra.length, 30);
    record.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    record.writeUInt32LE(entry.claims?.offset ?? offset, 42);
    local.push(head, name, packed);
    central.push(record, name, extra);
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

function common(target: Buffer, at: number, entry: Raw, data: Buffer, packed: Buffer, name: Buffer): void {
  target.writeUInt16LE(entry.flags ?? 0x0800, at);
  target.writeUInt16LE(8, at + 2);
  target.writeUInt16LE(0x21, at + 6);
  target.writeUInt32LE(crc32(data), at + 8);
  target.writeUInt32LE(entry.claims?.packed ?? packed.length, at + 12);
  target.writeUInt32LE(entry.claims?.size ?? data.length, at + 16);
  target.writeUInt16LE(name.length, at + 20);
}
