import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { pack as tarball } from 'tar-stream';
import { rawZip } from '../support/rawzip.js';
import { has, listener, pack, prose, run, workspace } from './support.js';

const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error as Error).message,
  );

/** What is said about a file of these bytes. */
async function verdict(name: string, bytes: Buffer): Promise<string> {
  const folder = workspace({});
  writeFileSync(join(folder, name), bytes);
  return messageOf(pack(folder, { path: name }));
}

/** Python writes what no honest packer would. */
async function crafted(script: string): Promise<string> {
  const folder = workspace({ 'a.js': prose(500) });
  const head = 'import zipfile, stat, struct\nz = zipfile.ZipFile("bad.zip", "w", zipfile.ZIP_DEFLATED)\n';
  expect(run('python3', ['-W', 'ignore', '-c', head + script], folder)).toMatchObject({ code: 0 });
  return messageOf(pack(folder, { path: 'bad.zip' }));
}

const zipped = async (): Promise<Buffer> => {
  const { file } = await pack(workspace({ 'index.js': prose(4000), 'b.txt': 'b' }));
  return readFileSync(file);
};

test('a ready zip is uploaded as it is, and nothing is written', async () => {
  const folder = workspace({ 'index.js': 'export default 1;' });
  const first = await pack(folder);
  const again = await pack(folder, { path: first.file, outDir: join(folder, 'other') });
  expect(again).toEqual(first);
  expect(readdirSync(folder)).not.toContain('other');
});

test('a .zip that is none', async () => {
  expect(await verdict('app.zip', Buffer.from('<html>404</html>'))).toContain(
    'is not a zip file, whatever its name says',
  );
  expect(await verdict('app.zip', Buffer.alloc(0))).toContain('is not a zip file');
});

test('a .tgz that is none', async () => {
  expect(await verdict('app.tgz', await zipped())).toContain('is not gzipped');
  expect(await verdict('app.tar.gz', gzipSync('no tar'))).toContain('not a readable .tar.gz');
});

test('a zip that holds nothing but folders', async () => {
  expect(await crafted('z.writestr("lib/", "")\nz.close()')).toContain('is empty');
});

test('a zip that was cut off', async () => {
  const whole = await zipped();
  expect(await verdict('app.zip', whole.subarray(0, whole.length - 30))).toContain('is not a readable zip file');
});

test('a zip with a flipped bit', async () => {
  const bytes = await zipped();
  const at = 300;
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  expect(await verdict('app.zip', bytes)).toMatch(/damaged|not a readable/);
});

test('a zip that calls a file one name in front and another one in its directory', async () => {
  const bytes = await zipped();
  bytes.write('c.txt', bytes.indexOf('b.txt'));
  expect(await verdict('app.zip', bytes)).toContain('not where its directory says');
});

test('a .tgz that was cut off', async () => {
  const tar = tarball();
  tar.entry({ name: 'a.js' }, prose(9000));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const bytes = gzipSync(Buffer.concat(chunks));
  expect(await verdict('app.tgz', bytes)).toBe('accepted');
  expect(await verdict('app.tgz', bytes.subarray(0, bytes.length - 40))).toContain('not a readable .tar.gz');
});

test.each([
  ['../up.js', 'file', '".."'],
  ['/abs.js', 'file', 'absolute'],
  ['dev', 'character-device', 'neither a file'],
  ['hard', 'link', 'hard link'],
  ['soft', 'symlink', 'outside of the package'],
] as const)('a tarball that holds %s (%s)', async (name, type, reason) => {
  const tar = tarball();
  if (type === 'file') tar.entry({ name }, 'x');
  else tar.entry({ name, type, linkname: '../../etc/passwd' });
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  expect(await verdict('app.tgz', gzipSync(Buffer.concat(chunks)))).toContain(reason);
});

/** A tarball's entry with this letter for its kind, and a checksum that is right. */
async function odd(kind: string): Promise<Buffer> {
  const tar = tarball();
  tar.entry({ name: 'odd.js' }, 'x');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  bytes.write(kind, 156, 'latin1');
  bytes.write('        ', 148, 'latin1');
  const sum = bytes.subarray(0, 512).reduce((all, byte) => all + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return gzipSync(bytes);
}

test.each(['D', 'M', 'S', 'V', 'Z', '9', '\x80'])('a tarball with an entry of the kind %j', async (kind) => {
  expect(await verdict('app.tgz', await odd(kind))).toContain('neither a file, a folder nor a link');
});

test('a tarball whose entries are plain files', async () => {
  for (const kind of ['0', '7', '\0']) expect(await verdict('app.tgz', await odd(kind))).toBe('accepted');
});

test('a zip whose directory leaves a file out that it holds', async () => {
  const both = rawZip([
    { name: 'a.js', data: 'one' },
    { name: 'b.js', data: 'two' },
  ]);
  const one = rawZip([{ name: 'a.js', data: 'one' }]);
  expect(await verdict('app.zip', both)).toBe('accepted');
  // The directory of the second behind the content of the first.
  const content = both.subarray(0, both.indexOf('PK\x01\x02', 0, 'latin1'));
  const directory = Buffer.from(one.subarray(one.indexOf('PK\x01\x02', 0, 'latin1')));
  directory.writeUInt32LE(content.length, directory.length - 22 + 16);
  const hidden = Buffer.concat([content, directory]);
  expect(await verdict('app.zip', hidden)).toContain('holds files that its directory does not list');
  // All rows are there, and one is counted.
  const uncounted = Buffer.from(both);
  uncounted.writeUInt16LE(1, uncounted.length - 22 + 8);
  uncounted.writeUInt16LE(1, uncounted.length - 22 + 10);
  expect(await verdict('app.zip', uncounted)).toMatch(/does not list|more files than it counts|not a readable/);
});

const python = has('python3') ? test : test.skip;

python.each([
  ['z.writestr("../up.js", "x")', 'invalid relative path'],
  ['z.writestr("/abs.js", "x")', 'absolute path'],
  ['z.writestr("a.js", "1"); z.writestr("a.js", "2")', 'twice'],
  ['z.writestr("a", "1"); z.writestr("a/b", "2")', 'as a file and as a folder'],
  ['z.writestr("a.js", "1", zipfile.ZIP_BZIP2)', 'method 12'],
  [
    'i = zipfile.ZipInfo("l"); i.create_system = 3; i.external_attr = (stat.S_IFLNK | 0o777) << 16; z.writestr(i, "/etc/passwd")',
    'absolute path',
  ],
  [
    'i = zipfile.ZipInfo("p"); i.create_system = 3; i.external_attr = stat.S_IFIFO << 16; z.writestr(i, "")',
    'not a file',
  ],
  ['pass', 'is empty'],
])('a zip made by %s', async (script, reason) => {
  expect(await crafted(`${script}\nz.close()`)).toContain(reason);
});

python('a zip whose entries share their bytes', async () => {
  const script = `import binascii
crc = binascii.crc32(b"hello")
z.writestr(zipfile.ZipInfo("a.js"), struct.pack("<4s5H3L2H", b"PK\\3\\4", 20, 0, 0, 0, 33, crc, 5, 5, 4, 0) + b"b.jshello")
b = zipfile.ZipInfo("b.js"); b.header_offset = 34; b.compress_size = b.file_size = 5; b.CRC = crc
z.filelist.append(b)
z.close()`;
  expect(await crafted(script)).toContain('overlap');
});

python('a zip that claims to unpack to more than it does', async () => {
  expect(await crafted('z.writestr("a.js", "x" * 1000); z.filelist[0].file_size = 900000000; z.close()')).toMatch(
    /damaged|not a readable/,
  );
});

(has('zip') ? test : test.skip)('an encrypted zip', async () => {
  const folder = workspace({ 'a.js': 'a' });
  run('zip', ['-q', '-P', 'pw', '../locked.zip', 'a.js'], join(folder, 'dist'));
  expect(await messageOf(pack(folder, { path: 'locked.zip' }))).toContain('is encrypted');
});

test('a format that the provider does not take', async () => {
  const folder = workspace({});
  writeFileSync(join(folder, 'app.tgz'), gzipSync('x'));
  const message = await messageOf(pack(folder, { path: 'app.tgz', formats: ['zip'] }));
  expect(message).toContain('The Cloud does not take .tgz archives');
});

test.each([
  ['exclude', { exclude: ['*.map'] }],
  ['ignore-file', { ignoreFile: '.gitignore' }],
  ['compression', { compression: 'best' as const }],
])('`%s` beside a ready archive is refused: it would be ignored', async (name, more) => {
  const folder = workspace({ 'index.js': 'export default 1;' });
  const { file } = await pack(folder);
  const said = await messageOf(pack(folder, { path: file, ...more }));
  expect(said).toContain(`does nothing beside \`path: ${file}\``);
  expect(said).toContain(name);
});

test('what a bucket would take is said where none is named', async () => {
  const folder = workspace({ 'index.js': prose(4000) });
  const said = (more: object) =>
    pack(folder, { maxPackageBytes: 100, ...more }).then(
      () => 'accepted',
      ({ next }: { next?: string }) => next,
    );
  expect(await said({ viaBucket: 1_000_000 })).toContain('Name a `bucket`');
  expect(await said({ viaBucket: 200 })).toContain('`exclude`');
});

test('limits count for ready archives too', async () => {
  const folder = workspace({ 'index.js': prose(9000) });
  const { file } = await pack(folder);
  expect(await messageOf(pack(folder, { path: file, maxPackageBytes: 100 }))).toContain('The Cloud takes 100 bytes');
  expect(await messageOf(pack(folder, { path: file, maxUnpackedBytes: 100 }))).toContain('heaviest folders: . 8.8 KB');
});

test('secrets in a ready archive are seen', async () => {
  const folder = workspace({ '.env': 'A=1' });
  const { file } = await pack(folder);
  const log = listener();
  await pack(folder, { path: file, log });
  expect(log.warnings.join()).toContain('.env');
});
