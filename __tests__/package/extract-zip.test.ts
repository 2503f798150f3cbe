import { mkdir, mkdtemp, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { beforeEach, expect, test } from '@jest/globals';
import { DEFAULT_EXTRACT_LIMITS } from '../../src/package/check-zip-directory.js';
import { extractZip } from '../../src/package/extract-zip.js';
import { type Raw, rawZip } from '../support/rawzip.js';

let dir: string;
let out: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vd-extract-'));
  out = join(dir, 'out');
});

const LINK = 0o120777;

async function extract(entries: Raw[] | Buffer, bounds = DEFAULT_EXTRACT_LIMITS) {
  const file = join(dir, 'in.zip');
  await writeFile(file, Buffer.isBuffer(entries) ? entries : rawZip(entries));
  return extractZip(file, out, bounds);
}

/** Refused, and nothing is left of it. */
async function refused(entries: Raw[] | Buffer, why: RegExp, bounds = DEFAULT_EXTRACT_LIMITS): Promise<void> {
  await expect(extract(entries, bounds)).rejects.toThrow(why);
  expect(await readdir(dir)).toEqual(['in.zip']);
}

test('files, folders, links and the x bit arrive', async () => {
  const done = await extract([
    { name: 'index.js', data: 'hello' },
    { name: 'bin/run', data: '#!/bin/sh', mode: 0o100755 },
    { name: 'bin/again', data: 'run', mode: LINK },
    { name: 'empty/', mode: 0o40755 },
  ]);
  expect(await readFile(join(out, 'index.js'), 'utf8')).toBe('hello');
  expect((await stat(join(out, 'bin/run'))).mode & 0o777).toBe(0o755);
  expect((await stat(join(out, 'index.js'))).mode & 0o777).toBe(0o644);
  expect(await readlink(join(out, 'bin/again'))).toBe('run');
  expect((await stat(join(out, 'empty'))).isDirectory()).toBe(true);
  expect(done.files).toBe(4);
});

test('an empty folder is filled', async () => {
  await mkdir(out);
  await extract([{ name: 'a', data: '1' }]);
  expect(await readdir(out)).toEqual(['a']);
});

test('a folder that holds something is left alone', async () => {
  await mkdir(out);
  await writeFile(join(out, 'mine'), '');
  await expect(extract([{ name: 'a', data: '1' }])).rejects.toThrow();
  expect(await readdir(out)).toEqual(['mine']);
  expect((await readdir(dir)).sort()).toEqual(['in.zip', 'out']);
});

test.each([
  ['/etc/passwd'],
  ['C:/windows/x'],
  ['../x'],
  ['a/../../x'],
  ['..\\x'],
  ['a\\..\\..\\x'],
  ['a//b'],
  ['./../x'],
  ['a/./b'],
  ['a\u0000b'],
])('the name %j is refused', async (name) => {
  await refused(
    [
      { name: 'good', data: '1' },
      { name, data: '2' },
    ],
    /./,
  );
});

test.each([['/etc/passwd'], ['../x'], ['a/../../x'], ['C:/x']])('a link to %j is refused', async (target) => {
  await refused(
    [
      { name: 'a/b', data: '1' },
      { name: 'link', data: target, mode: LINK },
    ],
    /link/,
  );
});

test('a link that leaves through another link is refused', async () => {
  await refused(
    [
      { name: 'a/b', data: '1' },
      { name: 'here', data: '.', mode: LINK },
      { name: 'out', data: 'here/here/../x', mode: LINK },
    ],
    /link/,
  );
});

test('a file behind a link is refused', async () => {
  await refused(
    [
      { name: 'd', data: '/tmp', mode: LINK },
      { name: 'd/x', data: '1' },
    ],
    /./,
  );
});

test('the same name twice is refused', async () => {
  await refused(
    [
      { name: 'a', data: '1' },
      { name: 'a', data: '2' },
    ],
    /twice/,
  );
});

test('a name that is a file and a folder is refused', async () => {
  await refused(
    [
      { name: 'a', data: '1' },
      { name: 'a/b', data: '2' },
    ],
    /file and as a folder/,
  );
});

test('a device is refused', async () => {
  await refused([{ name: 'a', mode: 0o060644 }], /not a file/);
});

test('an encrypted file is refused', async () => {
  await refused([{ name: 'a', data: '1', flags: 0x0801 }], /encrypted/);
});

test('a bomb is refused by its ratio, before a byte is unpacked', async () => {
  await refused([{ name: 'zeros', data: Buffer.alloc(20 * 1024 * 1024) }], /would unpack to 20\.0 MB/);
});

test('a bomb that claims to be small is refused', async () => {
  const entry = { name: 'zeros', data: Buffer.alloc(2 * 1024 * 1024), claims: { size: 10 } };
  await refused([entry], /./);
});

test('more than the bounds allow is refused', async () => {
  const entry = { name: 'a', data: Buffer.alloc(5_000, 'x') };
  await refused([entry], /more than/, { ...DEFAULT_EXTRACT_LIMITS, maxBytes: 4_000 });
  await refused([entry, { name: 'b' }], /2 files/, { ...DEFAULT_EXTRACT_LIMITS, maxFiles: 1 });
});

test('entries that share their bytes are refused', async () => {
  const names = Array.from({ length: 40 }, (_, at) => ({
    name: `f${at}`,
    data: 'x'.repeat(900),
    claims: { offset: 0 },
  }));
  await refused(names, /./);
});

test('a damaged file is refused', async () => {
  const zip = rawZip([{ name: 'a', data: 'hello hello hello' }]);
  zip[36] = (zip[36] ?? 0) ^ 0xff;
  await refused(zip, /./);
});

test('half a zip is refused', async () => {
  const zip = rawZip([{ name: 'a', data: 'hello' }]);
  await refused(zip.subarray(0, zip.length / 2), /not a readable zip/);
});

test('a UTF-8 name without the flag, as Info-ZIP writes it, is a file of that name', async () => {
  await extract([{ name: 'm\u00fc/\u00fc.txt', data: 'hello', flags: 0 }]);
  expect(await readFile(join(out, 'm\u00fc/\u00fc.txt'), 'utf8')).toBe('hello');
});

/** Another name for the entry: APPNOTE 4.6.9, Info-ZIP Unicode Path. */
function otherName(name: string, other: string): Buffer {
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + other.length, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(crc32(name), 5);
  return Buffer.concat([field, Buffer.from(other)]);
}

test('a link is made where it was looked at, whatever second name it brings', async () => {
  await extract([
    { name: 'x', data: '1', flags: 0 },
    { name: 'a/b/l', data: '../../x', mode: LINK, flags: 0, extra: otherName('a/b/l', 'l') },
    { name: 'l', data: 'x', mode: LINK, flags: 0, extra: otherName('l', 'z') },
  ]);
  expect(await readlink(join(out, 'a/b/l'))).toBe('../../x');
  expect(await readlink(join(out, 'l'))).toBe('x');
});

test('names that this disk cannot hold refuse the archive in a sentence', async () => {
  await refused([{ name: 'x'.repeat(300), data: '1' }], /cannot be written here: .*ENAMETOOLONG/);
});

test('when the disk says no half way, nothing is left', async () => {
  const names = [
    { name: 'a', data: '1' },
    { name: `${'x'.repeat(300)}`, data: 'too long a name for the disk' },
  ];
  await expect(extract(names)).rejects.toThrow();
  expect(await readdir(dir)).toEqual(['in.zip']);
});
