import { readFile } from 'node:fs/promises';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { type Bench, noteOf, onBench, REGION, refusal } from './bench.js';

const on = onBench();
const FunctionName = 'sample';
const Bucket = 'sandbox';

const store = ({ sandbox }: Bench) => new s3.S3Client({ endpoint: sandbox.url, region: REGION, forcePathStyle: true });

/** A function that runs its code from an object in a bucket. */
async function referenced(): Promise<Bench> {
  const bench = on();
  const client = store(bench);
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const Body = await readFile((await bench.pack(0)).file);
  const { VersionId } = await client.send(new s3.PutObjectCommand({ Bucket, Key: 'app.zip', Body }));
  const place = { S3Bucket: Bucket, S3Key: 'app.zip', S3ObjectVersion: VersionId };
  const code = { FunctionName, ...place, S3ObjectStorageMode: 'REFERENCE' } as const;
  await bench.aws.send(new lambda.UpdateFunctionCodeCommand(code));
  expect(await codeOf(bench)).toEqual({ RepositoryType: 'S3', ResolvedS3Object: place });
  bench.clear();
  return bench;
}

const codeOf = async ({ aws }: Bench, Qualifier?: string) =>
  (await aws.send(new lambda.GetFunctionCommand({ FunctionName, Qualifier }))).Code;

describe('a function whose code stays in S3', () => {
  it('keeps it there: a small package goes through the bucket, too, and its version is named', async () => {
    const bench = await referenced();
    const pkg = await bench.pack(1);
    const provider = await bench.open({ bucket: { name: Bucket, prefix: 'builds' } });
    const { version } = await provider.publish(pkg, noteOf(1));
    expect((await codeOf(bench, version.id))?.ResolvedS3Object).toEqual({
      S3Bucket: Bucket,
      S3Key: `builds/${pkg.sha256}.zip`,
      S3ObjectVersion: expect.any(String),
    });
  });

  it('is refused without a bucket before anything is sent, with the one it uses', async () => {
    const bench = await referenced();
    const provider = await bench.open();
    const { kind, message, next } = await refusal(provider.publish(await bench.pack(1), noteOf(1)));
    expect([kind, message, next]).toEqual([
      'refused',
      expect.stringMatching(/^The code of "sample" stays in S3 \(s3:\/\/sandbox\/app\.zip\)/),
      expect.stringMatching(/`bucket: sandbox`/),
    ]);
    expect(bench.sent().filter((line) => !line.startsWith('GET'))).toEqual([]);
  });

  it('is refused with a bucket that keeps no versions', async () => {
    const bench = await referenced();
    await store(bench).send(new s3.CreateBucketCommand({ Bucket: 'plain' }));
    const provider = await bench.open({ bucket: { name: 'plain' } });
    const { kind, message } = await refusal(provider.publish(await bench.pack(1), noteOf(1)));
    expect([kind, message]).toEqual(['refused', expect.stringMatching(/bucket "plain" keeps no versions/)]);
  });

  it('cannot be downloaded by a link of Lambda, and that is said with where it is', async () => {
    const bench = await referenced();
    const { Version: id = '' } = await bench.aws.send(new lambda.PublishVersionCommand({ FunctionName }));
    const work = (await bench.open()).code({ id, status: 'ready' });
    expect((await refusal(work)).message).toMatch(/^The code of version 1 stays in S3 \(s3:\/\/sandbox\/app\.zip\)/);
  });
});

describe('a function of which Lambda has a copy', () => {
  it('goes on that way, also where this role may not ask', async () => {
    const bench = on();
    const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
    const answer = { status: 403, headers, body: { Message: 'not authorized' } };
    bench.sandbox.fault({ method: 'GET', path: 'functions/sample$', kind: 'answer', answer });
    await bench.publish(1);
    expect(await codeOf(bench, '1')).toEqual({ RepositoryType: 'S3', Location: expect.any(String) });
  });
});
