import type { Readable } from 'node:stream';
import type { ResolvedS3Object } from '@aws-sdk/client-lambda';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import { openSignedLink } from '../../core/http/signed-link.js';
import type { Version } from '../../core/model.js';
import { capabilities } from './capabilities.js';
import type { LambdaConnection } from './client.js';
import { objectUrl } from './code-reference.js';
import { noVersionError, refuseImage } from './function-configurations.js';
import { isCode } from './vendor-errors.js';

/** The archive of a version, from the presigned link that AWS gives (valid for 10 minutes, no headers of ours). */
export async function downloadCode(aws: LambdaConnection, { id }: Version): Promise<Readable> {
  const answer = await aws
    .ask(new GetFunctionCommand({ FunctionName: aws.fn, Qualifier: id }))
    .catch((error: unknown) => {
      throw isCode(error, 'ResourceNotFoundException') ? noVersionError(aws, id) : error;
    });
  if (answer.Configuration) refuseImage(aws, answer.Configuration);
  const reference = answer.Code?.ResolvedS3Object;
  if (reference) throw inBucketError(id, reference);
  const link = answer.Code?.Location;
  if (!link || !URL.canParse(link))
    throw new DeployError('vendor', `AWS Lambda gave no link to the code of version ${id}.`);
  aws.context.log.mask(link);
  const facts = { owner: capabilities.title, what: `the download of version ${id}` };
  return openSignedLink(new URL(link), facts, aws.context);
}

/** Of code that stays in S3, Lambda gives no link. */
function inBucketError(id: string, object: ResolvedS3Object): DeployError {
  const { S3Bucket, S3Key, S3ObjectVersion } = object;
  const which = S3ObjectVersion === undefined ? '' : ` --version-id ${S3ObjectVersion}`;
  return new DeployError('refused', `The code of version ${id} stays in S3 (${objectUrl(object)}), not in Lambda.`, {
    next: `Fetch it there: aws s3api get-object --bucket ${S3Bucket} --key ${S3Key}${which} code.zip`,
  });
}
