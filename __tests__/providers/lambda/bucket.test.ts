import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import archiver from 'archiver';
import type { Package } from '../../../src/core/model.js';
import { noteOf, onBench, refusal } from './bench.js';

const on = onBench();

/** A zip over Lambda's 50 MB that unpacks below 250 MB. */
async function bigPackage(template: Package): Promise<Package> {
  const file = `${template.file}.big.zip`;
  const zip = archiver('zip', { store: true });
  const done = new Promise<void>((resolve) => zip.pipe(createWriteStream(file)).on('close', () => resolve()));
  zip.append('export const handler = async () => "big";\n', { name: 'index.mjs' });
  zip.append(randomBytes(52 * 1024 * 1024), { name: 'noise.bin' });
  await zip.finalize();
  await done;
  const bytes = (await stat(file)).size;
  return {
    ...template,
    file,
    bytes,
    sha256: createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  };
}

describe('a package over 50 MB', () => {
  it('is refused without a bucket, before a byte is sent', async () => {
    const { open, pack, sent, clear } = on();
    const provider = await open();
    const pkg = { ...(await pack(1)), bytes: 60 * 1024 * 1024 };
    clear();
    const { kind, message } = await refusal(provider.publish(pkg, noteOf(1)));
    expect([kind, message]).toEqual(['refused', expect.stringMatching(/60\.0 MB; AWS Lambda takes up to 50 MB/)]);
    expect(sent()).toEqual(['GET configuration', 'GET function']);
  });

  it('goes through the bucket in parts, once, under the hash of its content', async () => {
    const { open, pack, sandbox, lines, clear, sent } = on();
    const pkg = await bigPackage(await pack(1));
    const where = { bucket: { name: 'sandbox', prefix: 'builds' } };
    const first = await (await open(where)).publish(pkg, noteOf(1));
    expect(first).toMatchObject({ created: true, uploadedBytes: pkg.bytes, version: { id: '1', bytes: pkg.bytes } });
    expect(lines.join('\n')).toMatch(/Uploading to s3:\/\/sandbox\/builds\/[0-9a-f]{64}\.zip: 60 %/);
    expect((sandbox.state('aws-lambda') as { buckets: object }).buckets).toEqual({
      sandbox: [`builds/${pkg.sha256}.zip`],
    });
    await (await open()).publish(await pack(2), noteOf(2));
    clear();
    expect(await (await open(where)).publish(pkg, noteOf(3))).toMatchObject({ created: true, uploadedBytes: 0 });
    expect(sent().filter((line) => line.startsWith('PUT'))).toEqual(['PUT code']);
  });

  it('names a bucket that does not exist', async () => {
    const { open, pack } = on();
    const pkg = { ...(await pack(1)), bytes: 60 * 1024 * 1024 };
    const provider = await open({ bucket: { name: 'nobodys' } });
    expect(await refusal(provider.publish(pkg, noteOf(1)))).toMatchObject({ kind: 'vendor', code: 'NoSuchBucket' });
  });
});
