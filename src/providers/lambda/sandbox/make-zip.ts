import { crc32 } from 'node:zlib';

/** A zip of one stored file: the code that the sandbox's own function starts with. */
export function zipOf(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const file = Buffer.from(name);
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0); // version needed
  facts.writeUInt16LE(0x0800, 2); // names are UTF-8
  facts.writeUInt16LE(0x21, 8); // 1980-01-01
  facts.writeUInt32LE(crc32(content), 10);
  facts.writeUInt32LE(content.length, 14);
  facts.writeUInt32LE(content.length, 18);
  facts.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), facts, file, content]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(0o100644 * 0x10000, 6); // mode
  const directory = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), facts, rest, file]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, directory, Buffer.from('PK\x05\x06'), end]);
}
