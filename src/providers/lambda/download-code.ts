import { Readable } from 'node:stream';
import type { ResolvedS3Object } from '@aws-sdk/client-lambda';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { DeployError, messageOf } from '../../core/errors.js';
import type { Version } from '../../core/model.js';
import type { LambdaConnection } from './client.js';
import { withinDeadline } from './client.js';
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
  if (!link) throw new DeployError('vendor', `AWS Lambda gave no link to the code of version ${id}.`);
  aws.context.log.mask(link);
  const response = await withinDeadline(aws.context, (signal) =>
    fetch(link, { signal }).catch((error: unknown) => {
      if (signal.aborted) throw error;
      throw new DeployError('network', `The code of version ${id} could not be fetched: ${reasonOf(error)}.`, {
        next: 'Run it again.',
      });
    }),
  );
  if (!response.ok || !response.body) {
    throw new DeployError('vendor', `The code of version ${id} could not be fetched: status ${response.status}.`, {
      status: response.status,
    });
  }
  return Readable.fromWeb(response.body);
}

/** Of code that stays in S3, Lambda gives no link. */
function inBucketError(id: string, object: ResolvedS3Object): DeployError {
  const { S3Bucket, S3Key, S3ObjectVersion } = object;
  const which = S3ObjectVersion === undefined ? '' : ` --version-id ${S3ObjectVersion}`;
  return new DeployError('refused', `The code of version ${id} stays in S3 (${objectUrl(object)}), not in Lambda.`, {
    next: `Fetch it there: aws s3api get-object --bucket ${S3Bucket} --key ${S3Key}${which} code.zip`,
  });
}

/** fetch hides the reason in `cause`; the link itself is a secret. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return (cause as { code?: string } | undefined)?.code ?? messageOf(error);
}
