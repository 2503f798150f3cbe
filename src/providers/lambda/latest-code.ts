import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { PublishVersionCommand } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { Version } from '../../core/model.js';
import type { PutLatestOptions } from '../../core/provider.js';
import type { LambdaConnection } from './client.js';
import { codeReference } from './code-reference.js';
import { type FunctionConfigurations, noFunctionError, refuseImage, toVersion } from './function-configurations.js';
import { sendCode } from './send-code.js';
import { findInBucket, uploadCode } from './upload-to-bucket.js';
import { isCode, plainMessage } from './vendor-errors.js';
import { retryConflicts, untilActive, untilSettled } from './wait-until-ready.js';

/** $LATEST as it is now. */
export async function readLatest(configs: FunctionConfigurations): Promise<Version | undefined> {
  const config = await configs.fresh();
  return config && toVersion(config);
}

/** Freezes what $LATEST holds. Its hash goes with the request, so that nobody's upload in between is frozen. */
export async function pinLatest(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  note: string,
): Promise<Version> {
  const latest = await untilSettled(aws, configs);
  const published = await retryConflicts(aws, configs, () =>
    aws.ask(new PublishVersionCommand({ FunctionName: aws.fn, CodeSha256: latest.CodeSha256, Description: note })),
  );
  return toVersion(await untilActive(aws, configs, published));
}

/**
 * Puts a version's code back into $LATEST, which keeps its configuration: from the bucket where an object has that
 * hash, otherwise with its archive. Throws `conflict` when $LATEST holds none of `expected`, and leaves it then.
 */
export async function putLatest(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  version: Version,
  { expected, archive }: PutLatestOptions,
): Promise<Version> {
  let source: Awaited<ReturnType<typeof sourceOf>> | undefined;
  const answer = await retryConflicts(aws, configs, async () => {
    const now = await configs.fresh();
    if (!now) throw noFunctionError(aws);
    refuseImage(aws, now);
    if (now.CodeSha256 === version.checksum && now.LastUpdateStatus !== 'Failed') return now;
    if (!expected.includes(now.CodeSha256 ?? '')) throw foreignCode(aws, now);
    source ??= await sourceOf(aws, version, archive);
    try {
      return await sendCode(aws, source.archive, { ...source.bucket, RevisionId: now.RevisionId });
    } catch (error) {
      // Something else was written meanwhile: look again what it holds.
      if (isCode(error, 'PreconditionFailedException')) return undefined;
      throw error;
    }
  });
  const settled = await untilSettled(aws, configs, answer);
  configs.learn(settled);
  if (settled.LastUpdateStatus !== 'Failed' && settled.CodeSha256 === version.checksum) return toVersion(settled);
  if (settled.LastUpdateStatus !== 'Failed') throw foreignCode(aws, settled);
  const why = plainMessage(settled.LastUpdateStatusReason ?? 'no reason given');
  throw new DeployError('vendor', `AWS Lambda could not put the code of version ${version.id} back: ${why}`);
}

async function sourceOf(aws: LambdaConnection, version: Version, archive: PutLatestOptions['archive']) {
  const reference = await codeReference(aws);
  const bucket = reference ? undefined : await findInBucket(aws, version);
  if (bucket) return { bucket };
  const file = await archive();
  return { archive: file, bucket: (await uploadCode(aws, file, { reference })).bucket };
}

const foreignCode = ({ name }: LambdaConnection, { CodeSha256 }: FunctionConfiguration) =>
  new DeployError('conflict', `$LATEST of "${name}" holds code that this run does not know (${CodeSha256}).`, {
    next: 'Someone else uploaded it, so it was left as it is.',
  });
