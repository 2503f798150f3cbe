import type { ResolvedS3Object } from '@aws-sdk/client-lambda';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { LambdaConnection } from './client.js';
import { isStatus } from './vendor-errors.js';

/** "s3://bucket/key" */
export const objectUrl = ({ S3Bucket, S3Key }: ResolvedS3Object): string => `s3://${S3Bucket}/${S3Key}`;

/**
 * The object that the function runs its code from. undefined: Lambda has a copy of its own, or this role may not ask.
 * An update that does not say so again turns a reference into a copy, without an error.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-self-managed-storage.html
 */
export async function codeReference(aws: LambdaConnection): Promise<ResolvedS3Object | undefined> {
  try {
    return (await aws.ask(new GetFunctionCommand({ FunctionName: aws.fn }))).Code?.ResolvedS3Object;
  } catch (error) {
    if (!isStatus(error, 403)) throw error;
    aws.context.log.info('lambda:GetFunction is not allowed here: code that stays in S3 would be copied to Lambda.');
    return undefined;
  }
}

export const needsBucketError = ({ name }: LambdaConnection, object: ResolvedS3Object): DeployError =>
  new DeployError(
    'refused',
    `The code of "${name}" stays in S3 (${objectUrl(object)}); sent along, it would be copied to Lambda.`,
    { next: `Give \`bucket: ${object.S3Bucket}\`, or another one that keeps versions and lets Lambda read.` },
  );

export const noVersioningError = ({ name }: LambdaConnection, bucket: string): DeployError =>
  new DeployError('refused', `The code of "${name}" stays in S3, but the bucket "${bucket}" keeps no versions.`, {
    next: 'Turn on versioning for the bucket, or give another `bucket`.',
  });
