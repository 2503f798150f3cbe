import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { Package } from '../../core/model.js';
import { hasRequestedArchitecture, requestedArchitectures } from './architecture.js';
import type { LambdaConnection } from './client.js';
import { codeSha, type FunctionConfigurations } from './function-configurations.js';
import { sendCode } from './send-code.js';
import type { CodeObject } from './upload-to-bucket.js';
import { isCode } from './vendor-errors.js';
import { retryConflicts } from './wait-until-ready.js';

interface CodeToSend {
  pkg: Package;
  bucket?: CodeObject;
  /** $LATEST as it was when this run decided to upload */
  read: FunctionConfiguration;
}

/** Sends the code. Returns $LATEST as it is then. Throws `conflict` when somebody else has uploaded since `read`. */
export async function sendUpdate(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  code: CodeToSend,
): Promise<FunctionConfiguration> {
  return retryConflicts(aws, configs, async () => {
    // As last read: each wait reads it again, and with it the lock.
    const now = await configs.latest();
    if (!now || isApplied(aws, now, code.pkg)) return now;
    // An upload that came in between is about to be published: it is not ours to replace.
    if (now.CodeSha256 !== code.read.CodeSha256) throw otherUpload(aws);
    try {
      const Architectures = requestedArchitectures(aws);
      return await sendCode(aws, code.pkg, { ...code.bucket, Architectures, RevisionId: now.RevisionId });
    } catch (error) {
      if (!isCode(error, 'PreconditionFailedException')) throw error;
      return afterStaleLock(aws, configs, code, error);
    }
  });
}

/** undefined: the configuration alone changed, so send it again with the new lock. */
async function afterStaleLock(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  { pkg, read }: CodeToSend,
  error: DeployError,
): Promise<FunctionConfiguration | undefined> {
  const latest = await configs.fresh();
  if (!latest || isApplied(aws, latest, pkg)) return latest;
  if (latest.CodeSha256 === read.CodeSha256) return undefined;
  throw otherUpload(aws, error);
}

export const mine = (config: FunctionConfiguration, pkg: Package) => config.CodeSha256 === codeSha(pkg);

/** An attempt of ours took effect although its answer was lost. */
const isApplied = (aws: LambdaConnection, config: FunctionConfiguration, pkg: Package): boolean =>
  mine(config, pkg) && config.LastUpdateStatus !== 'Failed' && hasRequestedArchitecture(aws, config);

export const otherUpload = ({ name }: LambdaConnection, cause?: unknown) =>
  new DeployError('conflict', `Someone else uploaded code to "${name}" while this run worked; nothing was published.`, {
    next: 'Run it again. A `concurrency` group in the workflow keeps deploys from meeting.',
    cause,
  });
