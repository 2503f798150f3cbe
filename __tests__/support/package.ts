import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import archiver from 'archiver';
import yauzl from 'yauzl';
import type { Package } from '../../src/core/model.js';

/** path → content */
export type Files = Record<string, string>;

const hex = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');

/** CRC-64/XZ bit by bit: slow, and obviously right. Vector: "123456789" → 11051210869376104954. */
export function crc64(data: Buffer): string {
  let crc = 0xffffffffffffffffn;
  for (const byte of data) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return (crc ^ 0xffffffffffffffffn).toString();
}

/**
 * A small zip as a Package, made apart from the product's own packer so that an error there cannot hide here.
 * The manifest's hash is the content's identity: equal files, equal hash.
 */
export async function makePackage(files: Files, dir?: string): Promise<Package> {
  const folder = dir ?? (await mkdtemp(join(tmpdir(), 'vd-package-')));
  await mkdir(folder, { recursive: true });
  const paths = Object.keys(files).sort();
  const data = await zipped(paths, files);
  const file = join(folder, `${hex(data).slice(0, 16)}.zip`);
  await writeFile(file, data);
  const entries = paths.map((path) => {
    const content = files[path] ?? '';
    return { path, mode: 0o644, size: Buffer.byteLength(content), sha256: hex(content) };
  });
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  const manifest = { entries, sha256: hex(JSON.stringify(entries)), unpackedBytes };
  return { file, format: 'zip', bytes: data.length, sha256: hex(data), crc64: crc64(data), manifest };
}

async function zipped(paths: string[], files: Files): Promise<Buffer> {
  const zip = archiver('zip');
  for (const name of paths)
    zip.append(files[name] ?? '', { name, date: new Date('2020-01-01T00:00:00Z'), mode: 0o644 });
  await zip.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of zip) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What a zip holds; directories left out. */
export async function unzip(data: Buffer): Promise<Files> {
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) =>
    yauzl.fromBuffer(data, { lazyEntries: true }, (error, file) => (error ? reject(error) : resolve(file))),
  );
  const files: Files = {};
  return new Promise((resolve, reject) => {
    zip.on('error', reject).on('end', () => resolve(files));
    zip.on('entry', (entry: yauzl.Entry) => {
      if (entry.fileName.endsWith('/')) return zip.readEntry();
      zip.openReadStream(entry, async (error, stream) => {
        if (error) return reject(error);
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        files[entry.fileName] = Buffer.concat(chunks).toString();
        zip.readEntry();
      });
    });
    zip.readEntry();
  });
}
