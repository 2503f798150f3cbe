import { createReadStream } from 'node:fs';
import type { S3Client } from '@aws-sdk/client-s3';
import { DeployError } from '../../core/errors.js';
import { USER_AGENT } from '../../core/http/constants.js';
import type { Package } from '../../core/model.js';
import { capabilities } from './capabilities.js';
import type { LambdaConnection } from './client.js';
import { withinDeadline } from './client.js';
import { controlConnection, retryStrategy } from './retry-strategy.js';
import { base64Length } from './stream-archive.js';
import { isStatus } from './vendor-errors.js';

// Lambda's own limit of the JSON body; the archive is in it as base64.
const MAX_BODY_BYTES = 69_905_067;
const MAX_HEADROOM_BYTES = 2_048;
const S3 = 'Amazon S3';
const PART_BYTES = 8 * 1024 * 1024;

/** Where the code of a request comes from. */
export interface CodeSource {
  bucket?: { S3Bucket: string; S3Key: string };
  uploadedBytes: number;
}

const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** Too large for one request of Lambda's own API. */
export const needsBucket = (pkg: Package): boolean =>
  pkg.bytes > capabilities.maxPackageBytes || base64Length(pkg.bytes) + MAX_HEADROOM_BYTES > MAX_BODY_BYTES;

/**
 * Small archives go with the request; large ones to the bucket first, under a key of their content, once.
 * Throws `refused` before anything is uploaded when a bucket is needed and none is given.
 */
export async function uploadCode(aws: LambdaConnection, pkg: Package): Promise<CodeSource> {
  if (!needsBucket(pkg)) return { uploadedBytes: pkg.bytes };
  if (aws.target.bucket === undefined) {
    throw new DeployError('refused', `The package has ${mib(pkg.bytes)}; AWS Lambda takes up to 50 MB in a request.`, {
      next: 'Give a `bucket` in the same region, so that it goes through S3, or make the package smaller.',
    });
  }
  const { name: bucket, prefix: path = '' } = aws.target.bucket;
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  const key = `${prefix}${pkg.sha256}.zip`;
  const client = await s3Client(aws);
  const there = await isThere(aws, client, { bucket, key, bytes: pkg.bytes });
  if (there) aws.context.log.info(`s3://${bucket}/${key} is there already: nothing uploaded.`);
  else await upload(aws, client, { bucket, key, pkg });
  return { bucket: { S3Bucket: bucket, S3Key: key }, uploadedBytes: there ? 0 : pkg.bytes };
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

async function isThere(
  aws: LambdaConnection,
  client: S3Client,
  { bucket, key, bytes }: BucketObject & { bytes: number },
): Promise<boolean> {
  const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
  const head = new HeadObjectCommand({ Bucket: bucket, Key: key });
  try {
    const { ContentLength } = await withinDeadline(
      aws.context,
      (abortSignal) => client.send(head, { abortSignal }),
      S3,
    );
    return ContentLength === bytes;
  } catch (error) {
    // 403 is what S3 says of a missing key to those who may not list; the upload tells whether more is missing.
    if (isStatus(error, 404) || isStatus(error, 403)) return false;
    throw error;
  }
}

async function upload(
  aws: LambdaConnection,
  client: S3Client,
  { bucket, key, pkg }: BucketObject & { pkg: Package },
): Promise<void> {
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
  await withinDeadline(
    aws.context,
    async (signal) => {
      const stop = () => void work.abort();
      signal.addEventListener('abort', stop, { once: true });
      try {
        await work.done();
      } finally {
        signal.removeEventListener('abort', stop);
        body.destroy();
      }
    },
    S3,
  );
}
