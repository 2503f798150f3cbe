import { invalid } from './refusals.js';
import { objectVersion } from './s3.js';
import type { CodeReference, LambdaState } from './types.js';

/**
 * The object that the code stays in. Every update has to say REFERENCE again, or Lambda makes a copy of its own; the
 * bucket has to keep versions. The words of AWS's refusals are not known, so these are the sandbox's.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-self-managed-storage.html
 */
export function referenceIn(
  world: LambdaState,
  { S3ObjectStorageMode, S3Bucket, S3Key, S3ObjectVersion }: Record<string, unknown>,
  code: Buffer,
): CodeReference | undefined {
  if (S3ObjectStorageMode !== 'REFERENCE') return undefined;
  if (typeof S3Bucket !== 'string' || typeof S3Key !== 'string') {
    throw invalid('S3ObjectStorageMode REFERENCE needs code that is in a bucket.');
  }
  const version = objectVersion(world, S3Bucket, code);
  if (version === undefined) throw invalid(`S3ObjectStorageMode REFERENCE: ${S3Bucket} does not keep versions.`);
  if (S3ObjectVersion !== undefined && S3ObjectVersion !== version) {
    throw invalid('S3ObjectStorageMode REFERENCE: the sandbox keeps only the newest version of an object.');
  }
  return { S3Bucket, S3Key, S3ObjectVersion: version };
}
