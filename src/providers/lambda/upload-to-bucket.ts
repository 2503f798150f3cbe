import { createReadStream } from 'node:fs';
import type { ResolvedS3Object } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import { DeployError } from '../../core/errors.js';
import { USER_AGENT } from '../../core/http/constants.js';
import type { Archive, Version } from '../../core/model.js';
import type { WriteStep } from '../../core/provider.js';
import { sendUnwritten } from '../../core/publish-step.js';
import { capabilities } from './capabilities.js';
import type { LambdaConnection } from './client.js';
import { withinDeadline } from './client.js';
import { needsBucketError, noVersioningError } from './code-reference.js';
import { controlConnection, retryStrategy } from './retry-strategy.js';
import { base64Length } from './stream-archive.js';
import { isStatus } from './vendor-errors.js';

// Lambda's own limit of the JSON body; the archive is in it as base64.
const MAX_BODY_BYTES = 69_905_067;
const MAX_HEADROOM_BYTES = 2_048;
const S3 = 'Amazon S3';
const PART_BYTES = 8 * 1024 * 1024;

/** The part of a request that names the code. */
export interface CodeObject {
  S3Bucket: string;
  S3Key: string;
  S3ObjectVersion?: string;
  S3ObjectStorageMode?: 'REFERENCE';
}

/** Where the code of a request comes from. */
export interface CodeSource {
  bucket?: CodeObject;
  uploadedBytes: number;
}

interface UploadOptions {
  /** the object that the function runs its code from now */
  reference?: ResolvedS3Object;
  write?: WriteStep;
}

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Too large for one request of Lambda's own API. */
export const needsBucket = (pkg: Pick<Archive, 'bytes'>): boolean =>
  pkg.bytes > capabilities.maxPackageBytes || base64Length(pkg.bytes) + MAX_HEADROOM_BYTES > MAX_BODY_BYTES;

/**
 * Small archives go with the request; large ones, and those of a function whose code stays in S3 (`reference`), to the
 * bucket first, under a key of their content, once.
 * Throws `refused` before anything is uploaded when a bucket is needed and none is given.
 */
export async function uploadCode(
  aws: LambdaConnection,
  pkg: Archive,
  { reference, write = sendUnwritten }: UploadOptions = {},
): Promise<CodeSource> {
  if (!reference && !needsBucket(pkg)) return { uploadedBytes: pkg.bytes };
  if (aws.target.bucket === undefined) {
    if (reference) throw needsBucketError(aws, reference);
    throw new DeployError('refused', `The package has ${mib(pkg.bytes)}; AWS Lambda takes up to 50 MB in a request.`, {
      next: 'Give a `bucket` in the same region, so that it goes through S3, or make the package smaller.',
    });
  }
  const { bucket, key } = objectOf(aws.target.bucket, pkg.sha256);
  const client = await s3Client(aws);
  const there = await find(aws, client, { bucket, key, bytes: pkg.bytes });
  if (there) aws.context.log.info(`s3://${bucket}/${key} is there already: nothing uploaded.`);
  const what = `upload ${pkg.bytes} bytes to s3://${bucket}/${key}`;
  const { VersionId } =
    there ?? (await write({ kind: 'upload', what }, () => upload(aws, client, { bucket, key, pkg })));
  const place = { S3Bucket: bucket, S3Key: key };
  const uploadedBytes = there ? 0 : pkg.bytes;
  if (!reference) return { bucket: place, uploadedBytes };
  if (VersionId === undefined) throw noVersioningError(aws, bucket);
  return { bucket: { ...place, S3ObjectVersion: VersionId, S3ObjectStorageMode: 'REFERENCE' }, uploadedBytes };
}

/** Where the code of a version is in the bucket, under the key of its content; undefined: it is not there. */
export async function findInBucket(
  aws: LambdaConnection,
  { checksum, bytes }: Version,
): Promise<CodeSource['bucket'] | undefined> {
  if (aws.target.bucket === undefined || checksum === undefined || bytes === undefined) return undefined;
  const { bucket, key } = objectOf(aws.target.bucket, Buffer.from(checksum, 'base64').toString('hex'));
  const there = await find(aws, await s3Client(aws), { bucket, key, bytes });
  return there ? { S3Bucket: bucket, S3Key: key } : undefined;
}

/** The object's key is the hash of its content. */
function objectOf({ name, prefix = '' }: { name: string; prefix?: string }, sha256: string): BucketObject {
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return { bucket: name, key: `${folder}${sha256}.zip` };
}

/** Emulators (plain http) serve S3 beside Lambda on one port; AWS does not. */
function s3Endpoint(aws: LambdaConnection): string | undefined {
  const { env } = aws.context;
  const configured = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL;
  if (configured) return configured;
  return aws.endpoint?.startsWith('http:') ? aws.endpoint : undefined;
}

async function s3Client(aws: LambdaConnection): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const endpoint = s3Endpoint(aws);
  return new S3Client({
    region: aws.region,
    endpoint,
    forcePathStyle: endpoint !== undefined,
    retryStrategy: retryStrategy(aws.context, { service: S3 }),
    requestHandler: controlConnection(),
    customUserAgent: USER_AGENT,
  });
}

interface BucketObject {
  bucket: string;
  key: string;
}

/** The object of that size, if it is there. */
async function find(
  aws: LambdaConnection,
  client: S3Client,
  { bucket, key, bytes }: BucketObject & { bytes: number },
): Promise<{ VersionId?: string } | undefined> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const head = new HeadObjectCommand({ Bucket: bucket, Key: key });
  try {
    const there = await withinDeadline(aws.context, (abortSignal) => client.send(head, { abortSignal }), {
      service: S3,
      action: 's3:GetObject',
    });
    return there.ContentLength === bytes ? there : undefined;
  } catch (error) {
    // 403 is what S3 says of a missing key to those who may not list; the upload tells whether more is missing.
    if (isStatus(error, 404) || isStatus(error, 403)) return undefined;
    throw error;
  }
}

async function upload(
  aws: LambdaConnection,
  client: S3Client,
  { bucket, key, pkg }: BucketObject & { pkg: Archive },
): Promise<{ VersionId?: string }> {
  const { Upload } = await import('@aws-sdk/lib-storage');
  const { log } = aws.context;
  const body = createReadStream(pkg.file, { highWaterMark: 1024 * 1024 });
  const params = { Bucket: bucket, Key: key, Body: body, ContentType: 'application/zip' };
  const work = new Upload({ client, params, partSize: PART_BYTES, queueSize: 3 });
  let said = 0;
  work.on('httpUploadProgress', ({ loaded = 0 }) => {
    const percent = Math.floor((loaded / pkg.bytes) * 10) * 10;
    if (percent > said) log.info(`Uploading to s3://${bucket}/${key}: ${percent} % of ${mib(pkg.bytes)}`);
    said = Math.max(said, percent);
  });
  return withinDeadline(
    aws.context,
    async (signal) => {
      const stop = () => void work.abort();
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await work.done();
      } finally {
        signal.removeEventListener('abort', stop);
        body.destroy();
      }
    },
    { service: S3, action: 's3:PutObject' },
  );
}
