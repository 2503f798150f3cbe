import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import archiver from 'archiver';
import type { Package } from '../../src/core/model.js';
import { manifestOfZip } from '../../src/package/read-zip.js';
import { has, noise, pack, prose, run, scratch, workspace } from './support.js';

/** Every archive that we make is read by programs that others wrote. */
let folder: string;
let made: Package;

beforeAll(async () => {
  folder = workspace({
    'index.js': prose(5000),
    'bin/tool': { content: '#!/bin/sh\necho ran\n', mode: 0o755 },
    'ünï/cødé \u{1F600}.txt': 'naïve',
    'noise.bin': noise(200_000),
    'large.bin': Buffer.concat([noise(2_500_000), Buffer.from(prose(2_500_001))]),
    'zero.txt': '',
    'photo.png': prose(4000),
    empty: { folder: true },
    'link.js': { link: 'index.js' },
    'lib/up': { link: '../bin' },
  });
  made = await pack(folder);
});

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('our own reader finds the manifest that the tree has', async () => {
  expect(await manifestOfZip(made.file)).toEqual(made.manifest);
});

test('the manifest is true', () => {
  for (const { path, size, sha256, mode } of made.manifest.entries.filter((entry) => entry.mode < 0o1000)) {
    const content = readFileSync(join(folder, 'dist', path));
    expect([path, size, sha256]).toEqual([path, content.length, digest(content)]);
    expect([0o644, 0o755]).toContain(mode);
  }
  expect(made.sha256).toBe(digest(readFileSync(made.file)));
  expect(made.bytes).toBe(readFileSync(made.file).length);
});

(has('unzip') ? test : test.skip)('Info-ZIP unpacks exactly the tree', () => {
  expect(run('unzip', ['-tq', made.file])).toMatchObject({ code: 0 });
  const to = scratch();
  expect(run('unzip', ['-q', made.file, '-d', to]).code).toBe(0);
  expect(run('diff', ['-r', '--no-dereference', join(folder, 'dist'), to])).toEqual({ code: 0, out: '' });
  expect(run(join(to, 'bin/tool'), []).out).toBe('ran\n');
});

(has('7z') ? test : test.skip)('7-Zip finds no fault', () => {
  const { code, out } = run('7z', ['t', made.file]);
  expect(out).toContain('Everything is Ok');
  expect(out).not.toMatch(/warning/i);
  expect(code).toBe(0);
});

(has('python3') ? test : test.skip)('Python reads names, modes and content', () => {
  const script = `
import hashlib, json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps([[i.filename, i.external_attr >> 16, i.file_size, hashlib.sha256(z.read(i)).hexdigest(), list(i.date_time)] for i in z.infolist()]))`;
  const rows: [string, number, number, string, number[]][] = JSON.parse(run('python3', ['-c', script, made.file]).out);
  expect(rows.map(([name, , size, sha256]) => [name.replace(/\/$/, ''), size, sha256]).sort()).toEqual(
    made.manifest.entries.map(({ path, size, sha256 }) => [path, size, sha256]).sort(),
  );
  expect(new Set(rows.map((row) => row[4].join()))).toEqual(new Set(['1980,1,1,0,0,0']));
  expect(new Set(rows.map(([, mode]) => mode))).toEqual(new Set([0o100644, 0o100755, 0o120777, 0o40755]));
});

const GO = `package main
import ("archive/zip"; "fmt"; "hash/crc32"; "io"; "os")
func main() {
  r, err := zip.OpenReader(os.Args[1]); if err != nil { panic(err) }
  for _, f := range r.File {
    c, err := f.Open(); if err != nil { panic(err) }
    h := crc32.NewIEEE(); n, err := io.Copy(h, c); if err != nil { panic(err) }
    fmt.Println(f.Name, n, f.Mode())
  }
}`;

(has('go') ? test : test.skip)('Go reads every entry', () => {
  const source = join(scratch(), 'main.go');
  writeFileSync(source, GO);
  const { code, out } = run('go', ['run', source, made.file]);
  expect(out.trim().split('\n')).toHaveLength(made.manifest.entries.length);
  expect(out).toContain('bin/tool 19 -rwxr-xr-x');
  expect(code).toBe(0);
});

describe('archives that others make of the same tree', () => {
  test('archiver’s has the same manifest', async () => {
    const file = join(folder, 'archiver.zip');
    const zip = archiver('zip');
    zip.directory(join(folder, 'dist'), false);
    const written = pipeline(zip, createWriteStream(file));
    await zip.finalize();
    await written;
    expect((await manifestOfZip(file)).entries).toEqual(made.manifest.entries);
  });

  (has('zip') ? test : test.skip)('Info-ZIP’s has the same manifest, and we upload it as it is', async () => {
    const file = join(folder, 'info.zip');
    expect(run('zip', ['-q', '-r', '--symlinks', file, '.'], join(folder, 'dist')).code).toBe(0);
    const ready = await pack(folder, { path: 'info.zip' });
    expect(ready.manifest).toEqual(made.manifest);
    expect(ready.file).toBe(file);
    expect(ready.sha256).toBe(digest(readFileSync(file)));
  });

  (has('tar') ? test : test.skip)('tar’s has the same manifest', async () => {
    expect(run('tar', ['-czf', 'tree.tar.gz', '-C', 'dist', '.'], folder).code).toBe(0);
    const ready = await pack(folder, { path: 'tree.tar.gz' });
    expect(ready.format).toBe('tgz');
    expect(ready.manifest).toEqual(made.manifest);
  });
});
