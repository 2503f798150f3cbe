import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { silentLog } from '../../src/core/log.js';
import { makePackage } from '../../src/package/make-package.js';
import { readTgz } from '../../src/package/read-tgz.js';
import { readZip } from '../../src/package/read-zip.js';
import { fc } from './support.js';

/** Names as disks take them: unicode, blanks, dots; none that another one's folder could be. */
const name = fc
  .array(fc.constantFrom('a', 'B', 'é', '函', '💥', ' x', '-', '_', '.x', "'", '%', 'ß'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((all) => `${all.join('').trim()}f`);
const path = fc
  .array(name, { minLength: 1, maxLength: 5 })
  .map((parts) => `${parts.map((one) => `${one}d`).join('/')}/file`);
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(new Uint8Array(0), new Uint8Array(200_000), Buffer.from('PK\x03\x04 PK\x01\x02 PK\x05\x06')),
);

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('whatever is packed is read back, byte for byte, and packed again into the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(path, content, { minKeys: 1, maxKeys: 8 }), async (files) => {
      const workspace = mkdtempSync(join(tmpdir(), 'property-'));
      try {
        for (const [file, bytes] of Object.entries(files)) {
          mkdirSync(dirname(join(workspace, 'in', file)), { recursive: true });
          writeFileSync(join(workspace, 'in', file), bytes);
        }
        const pack = (outDir: string) =>
          makePackage({
            ...{ path: 'in', workspace, outDir: join(workspace, outDir), compression: 'default', secrets: 'warn' },
            ...{ formats: ['zip'], maxPackageBytes: 1e9, provider: 'Shop', log: silentLog },
          });
        const [one, two] = [await pack('one'), await pack('two')];
        expect(one.sha256).toBe(two.sha256);
        const { entries } = await readZip(one.file);
        expect(Object.fromEntries(entries.map((entry) => [entry.path, entry.sha256]))).toEqual(
          Object.fromEntries(Object.entries(files).map(([file, bytes]) => [file, hex(bytes)])),
        );
      } finally {
        rmSync(workspace, { recursive: true });
      }
    }),
    { numRuns: Math.ceil(Number(process.env.FC_RUNS ?? 100) / 5) },
  );
});

test('bytes that call themselves an archive are refused in a sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'property-'));
  const file = join(folder, 'x');
  const heads = ['', 'PK\x03\x04', 'PK\x05\x06', '\x1f\x8b\x08\0'].map((head) => Buffer.from(head, 'latin1'));
  try {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), async (head, rest) => {
        writeFileSync(file, Buffer.concat([head, rest]));
        for (const read of [readZip, readTgz]) {
          const error = await read(file).then(
            () => undefined,
            (thrown: Error) => thrown,
          );
          if (error) expect(error.constructor.name).toBe('BadArchive');
        }
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
