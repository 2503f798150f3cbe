import { closeSync, ftruncateSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  centralDirectoryRecord,
  dataDescriptor,
  endOfCentralDirectory,
  needsZip64,
  streamedLocalHeader,
  type ZipEntry,
} from '../../src/archive/zip-records.js';
import { manifestOfZip } from '../../src/package/read-zip.js';
import { has, pack, run, scratch } from '../package/support.js';

const GB = 1024 ** 3;
/** Making so many files takes a busy disk its time: ms. */
const SLOW = 300_000;

test(
  '65,600 files, more than a plain zip can count',
  async () => {
    const folder = scratch();
    for (let index = 0; index < 65_600; index++) {
      if (index % 1000 === 0) mkdirSync(join(folder, 'dist', `${index / 1000}`), { recursive: true });
      writeFileSync(join(folder, 'dist', `${Math.floor(index / 1000)}`, `${index}`), index % 3 === 0 ? 'x' : '');
    }
    const { file, manifest } = await pack(folder);
    expect(manifest.entries).toHaveLength(65_600);
    expect((await manifestOfZip(file)).sha256).toBe(manifest.sha256);
    const count =
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(len(z.infolist()))';
    if (has('python3')) expect(run('python3', ['-c', count, file]).out.trim()).toBe('65600');
    if (has('unzip')) expect(run('unzip', ['-tq', file]).code).toBe(0);
  },
  SLOW,
);

/** An archive with a hole of 5 GB where a file's data would be, so that all numbers are too large for 32 bits. */
function giant(folder: string): string {
  const file = join(folder, 'giant.zip');
  const fd = openSync(file, 'w');
  const name = Buffer.from('huge.bin');
  const entry: ZipEntry = {
    name,
    mode: 0o755,
    method: 8,
    crc: 7,
    packed: 5 * GB,
    size: 6 * GB,
    offset: 0,
    streamed: true,
  };
  let at = writeSync(fd, streamedLocalHeader(name, entry.size), 0, undefined, 0);
  at += entry.packed;
  at += writeSync(fd, dataDescriptor(entry), 0, undefined, at);
  const small: ZipEntry = {
    ...entry,
    name: Buffer.from('behind.txt'),
    size: 0,
    packed: 0,
    crc: 0,
    method: 0,
    offset: at,
    streamed: false,
  };
  const local = streamedLocalHeader(small.name, 0);
  local.writeUInt16LE(0x0800, 6);
  local.writeUInt16LE(0, 8);
  at += writeSync(fd, local, 0, undefined, at);
  const central = Buffer.concat([centralDirectoryRecord(entry), centralDirectoryRecord(small)]);
  writeSync(fd, Buffer.concat([central, endOfCentralDirectory(2, central.length, at)]), 0, undefined, at);
  ftruncateSync(fd, at + central.length + 98);
  closeSync(fd);
  return file;
}

(has('python3') ? test : test.skip)('sizes and places beyond 4 GB are read by Python', () => {
  const file = giant(scratch());
  expect(statSync(file).size).toBeGreaterThan(5 * GB);
  const script = `
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
for i in z.infolist(): print(i.filename, i.file_size, i.compress_size, i.header_offset > 2**32)
print(z.read("behind.txt"), z.open("huge.bin").name)`;
  const { code, out } = run('python3', ['-c', script, file]);
  expect(out).toBe(`huge.bin ${6 * GB} ${5 * GB} False\nbehind.txt 0 0 True\nb'' huge.bin\n`);
  expect(code).toBe(0);
});

(has('unzip') ? test : test.skip)('and by Info-ZIP', () => {
  const { out } = run('unzip', ['-Zl', giant(scratch())]);
  expect(out).toContain(`${6 * GB}`);
  expect(out).toContain('behind.txt');
  expect(out).not.toMatch(/error|warning/i);
});

test('a file whose stored blocks would pass 4 GB is announced as ZIP64 before', () => {
  expect(needsZip64(0xffffffff - 400_000)).toBe(false);
  expect(needsZip64(0xffffffff - 100_000)).toBe(true);
  expect(streamedLocalHeader(Buffer.from('a'), 5 * GB)).toHaveLength(30 + 1 + 20);
  expect(dataDescriptor({ crc: 0, packed: 1, size: 5 * GB })).toHaveLength(24);
  expect(dataDescriptor({ crc: 0, packed: 1, size: 5 })).toHaveLength(16);
});
