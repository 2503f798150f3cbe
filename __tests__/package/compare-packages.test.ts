import { beforeAll, expect, test } from '@jest/globals';
import type { Diff } from '../../src/core/diff.js';
import { LINK_MODE } from '../../src/core/file-modes.js';
import { comparePackages } from '../../src/package/compare-packages.js';
import { joinRenames } from '../../src/package/find-renames.js';
import { type Files, makePackage } from '../support/package.js';

async function between(a: Files, b: Files): Promise<Diff> {
  const [from, to] = await Promise.all([makePackage(a), makePackage(b)]);
  const side = (label: string, { file, format, manifest }: typeof from) => ({
    label,
    entries: manifest.entries,
    archive: { file, format },
  });
  return comparePackages(side('version 1', from), side('version 2', to));
}

let diff: Diff;
beforeAll(async () => {
  diff = await between(
    { 'a.js': 'one\ntwo\nthree\n', 'gone.txt': 'x', 'same.txt': 'same', 'big.bin': '\0'.repeat(10) },
    { 'a.js': 'one\nTWO\nthree\n', 'new.txt': 'yy', 'same.txt': 'same', 'big.bin': '\0'.repeat(20) },
  );
});

test('what was added, removed, changed and left alone is counted', () => {
  expect(diff).toMatchObject({ added: 1, removed: 1, changed: 2, unchanged: 1, from: 'version 1', to: 'version 2' });
});

test('the rows are sorted and have sizes and hashes', () => {
  expect(diff.files.map(({ path }) => path)).toEqual(['a.js', 'big.bin', 'gone.txt', 'new.txt']);
  expect(diff.files[1]).toMatchObject({ before: { size: 10 }, after: { size: 20, sha256: expect.any(String) } });
});

test('a small text has its unified diff', () => {
  expect(diff.files[0]?.text).toBe('@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three');
});

test('a binary file has none', () => {
  expect(diff.files[1]?.text).toBeUndefined();
});

test('the bytes are those of all files', () => {
  expect(diff).toMatchObject({ bytesBefore: 14 + 1 + 4 + 10, bytesAfter: 14 + 2 + 4 + 20 });
});

test('a huge file, a minified one and one with a secret have hashes only', async () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END PRIVATE KEY-----\n`;
  const seen = await between(
    { 'huge.txt': 'a\n'.repeat(40_000), 'min.js': 'a'.repeat(3_000), '.env': 'KEY=1', 'k.pem': key },
    { 'huge.txt': 'b\n'.repeat(40_000), 'min.js': 'b'.repeat(3_000), '.env': 'KEY=2', 'k.pem': `${key}\n` },
  );
  expect(seen.changed).toBe(4);
  expect(seen.files.filter(({ text }) => text !== undefined)).toEqual([]);
});

test('300 changed files have rows, and texts as long as there is room', async () => {
  const files = (mark: string) =>
    Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`src/${at}.js`, `${mark}\n${'same line\n'.repeat(60)}`]),
    );
  const seen = await between(files('old'), files('new '.repeat(150)));
  expect(seen.files).toHaveLength(300);
  expect(seen.textsCut).toBeGreaterThan(0);
  expect(JSON.stringify(seen).length).toBeLessThan(300_000);
});

test('of too many rows the heaviest stay, and the cut is counted', async () => {
  const files = Object.fromEntries(Array.from({ length: 1_200 }, (_, at) => [`f${at}`, 'x'.repeat(at)]));
  const seen = await between({}, files);
  expect(seen.files).toHaveLength(1_000);
  expect(seen).toMatchObject({ added: 1_200, filesCut: 200 });
  expect(seen.files.map(({ path }) => path)).not.toContain('f3');
});

test('a file that is gone and a new one of the same content are one that was renamed', async () => {
  const seen = await between(
    { 'lib/a.js': 'content of a', 'b.js': 'content of b', 'twice.js': 'same', '__init__.py': '' },
    { 'src/a.js': 'content of a', 'c.js': 'content of b', 'copy.js': 'same', 'twice.js': 'same', 'other.py': '' },
  );
  expect(seen).toMatchObject({ added: 2, removed: 1, changed: 0, renamed: 2, unchanged: 1 });
  const renames = seen.files.filter(({ renamedFrom }) => renamedFrom !== undefined);
  expect(renames.map(({ path, renamedFrom }) => `${renamedFrom} → ${path}`)).toEqual([
    'b.js → c.js',
    'lib/a.js → src/a.js',
  ]);
  expect(renames.filter(({ text, before, after }) => text !== undefined || !before || !after)).toEqual([]);
});

test('of several with the same content the one with the same name is meant', async () => {
  const seen = await between({ 'one/x.js': 'same', 'one/y.js': 'same' }, { 'two/y.js': 'same', 'two/z.js': 'same' });
  expect(seen.files.map(({ path, renamedFrom }) => [renamedFrom, path])).toEqual([
    ['one/y.js', 'two/y.js'],
    ['one/x.js', 'two/z.js'],
  ]);
});

test('a link is not the renamed file that holds the name of its target', () => {
  const side = { size: 4, sha256: 'a'.repeat(64) };
  const gone = { path: 'a', before: { ...side, mode: 0o644 } };
  const link = { path: 'b', after: { ...side, mode: LINK_MODE } };
  expect(joinRenames([gone, link])).toEqual([gone, link]);
});

test('24,000 files of the same content that moved to another folder cost no more than others', () => {
  const side = { mode: 0o644, size: 4, sha256: 'a'.repeat(64) };
  const paths = Array.from({ length: 24_000 }, (_, at) => String(at).padStart(5, '0'));
  const gone = paths.map((path) => ({ path: `one/${path}`, before: side }));
  const fresh = paths.map((path) => ({ path: `two/${path}-new`, after: side }));
  const began = process.cpuUsage();
  const joined = joinRenames([...gone, ...fresh]);
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(1_000);
  expect(joined.map(({ renamedFrom }) => renamedFrom)).toEqual(gone.map(({ path }) => path));
});

const BOM = '\ufeff';
test.each([
  ['a\r\nb\r\n', 'a\nb\n', 'CRLF → LF'],
  ['a\nb\n', 'a\r\nb\r\n', 'LF → CRLF'],
  ['a\r\nb\n', 'a\nb\n', 'mixed line ends → LF'],
  ['a\r\nb\nc', 'a\nb\r\nc', 'other line ends'],
  ['ä\n', `${BOM}ä\n`, 'BOM added'],
  [`${BOM}a\r\n`, 'a\n', 'CRLF → LF, BOM removed'],
  ['a\r\nb\r\n'.repeat(30_000), 'a\nb\n'.repeat(30_000), 'CRLF → LF'],
  ['a\r\n', 'b\n', undefined],
  ['a\n', 'a', undefined],
])('a change of nothing but line ends and a byte order mark is named (%#)', async (before, after, named) => {
  const [file] = (await between({ 'a.txt': before }, { 'a.txt': after })).files;
  expect(file?.encodingOnly).toBe(named);
  expect(file?.text === undefined).toBe(named !== undefined);
});
