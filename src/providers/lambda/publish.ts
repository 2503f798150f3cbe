import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { PublishVersionCommand } from '@aws-sdk/client-lambda';
import { afterAcceptedWrite, DeployError } from '../../core/errors.js';
import type { Package } from '../../core/model.js';
import type { PublishResult } from '../../core/provider.js';
import { hasRequestedArchitecture, requestedArchitectures } from './architecture.js';
import type { LambdaConnection } from './client.js';
import { codeReference } from './code-reference.js';
import { createFunction } from './create-function.js';
import type { FoundCode } from './find-published.js';
import type { FunctionConfigurations } from './function-configurations.js';
import { codeSha, noFunctionError, refuseImage, toVersion } from './function-configurations.js';
import { publishedNumbers } from './list-versions.js';
import { sendCode } from './send-code.js';
import { uploadCode } from './upload-to-bucket.js';
import { isCode, plainMessage } from './vendor-errors.js';
import { retryConflicts, untilActive, untilSettled } from './wait-until-ready.js';

/** Brings the package into $LATEST unless it is there, and freezes that as a version. */
export async function publish(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  { pkg, note, finding }: { pkg: Package; note: string; finding: FoundCode },
): Promise<PublishResult> {
  const { sha, sent, uploadedBytes } = await bring(aws, configs, pkg, finding);
  // AWS answers a publish that changes nothing with the version there was, and that one's own description; its state
  // tells nothing, since a new one is active at once. A run that is repeated has the same description: then only the
  // numbers from before tell, unless code was sent.
  const before = finding.known ?? (sent ? undefined : await publishedNumbers(aws));
  const freeze = async (): Promise<PublishResult> => {
    const published = await retryConflicts(aws, configs, () => publishVersion(aws, sha, note));
    const created = published.Description === note && !before?.has(published.Version ?? '');
    return { version: toVersion(await untilActive(aws, configs, published)), created, uploadedBytes };
  };
  // Two writes: a refused publish leaves the upload in $LATEST.
  return sent ? afterAcceptedWrite(freeze) : freeze();
}

interface Brought {
  /** AWS's hash of what $LATEST holds now */
  sha: string;
  /** an update was sent */
  sent: boolean;
  uploadedBytes: number;
}

/** $LATEST holds the package after this, and no update is under way. */
async function bring(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  pkg: Package,
  { heldAs }: FoundCode,
): Promise<Brought> {
  const read = await configs.latest();
  if (!read) return create(aws, configs, pkg);
  refuseImage(aws, read);
  const sha = codeSha(pkg);
  const holding = ({ CodeSha256 }: FunctionConfiguration) => [sha, heldAs].find((one) => one === CodeSha256);
  // A list says nothing of an update that failed or is under way; before nothing is sent, that must be known.
  const known = read.LastUpdateStatus !== undefined || !holding(read);
  const latest = await untilSettled(aws, configs, known ? read : undefined);
  const held = holding(latest);
  if (held && latest.LastUpdateStatus !== 'Failed' && hasRequestedArchitecture(aws, latest)) {
    return { sha: held, sent: false, uploadedBytes: 0 };
  }
  return { sha, sent: true, uploadedBytes: await update(aws, configs, pkg, latest) };
}

/** Sends the code and waits until $LATEST has it. Returns the bytes sent. */
async function update(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  pkg: Package,
  read: FunctionConfiguration,
): Promise<number> {
  const { bucket, uploadedBytes } = await uploadCode(aws, pkg, await codeReference(aws));
  const answer = await retryConflicts(aws, configs, async () => {
    // As last read: each wait reads it again, and with it the lock.
    const now = await configs.latest();
    if (!now || isApplied(aws, now, pkg)) return now;
    try {
      const Architectures = requestedArchitectures(aws);
      return await sendCode(aws, pkg, { ...bucket, Architectures, RevisionId: now.RevisionId });
    } catch (error) {
      if (!isCode(error, 'PreconditionFailedException')) throw error;
      const latest = await configs.fresh();
      if (!latest || isApplied(aws, latest, pkg)) return latest;
      // The configuration alone changed: send it again with the new lock.
      if (latest.CodeSha256 === read.CodeSha256) return undefined;
      throw otherUpload(aws, error);
    }
  });
  const settled = await untilSettled(aws, configs, answer);
  configs.learn(settled);
  refuseBadUpdate(aws, settled, pkg);
  return uploadedBytes;
}

const mine = (config: FunctionConfiguration, pkg: Package) => config.CodeSha256 === codeSha(pkg);

/** An attempt of ours took effect although its answer was lost. */
const isApplied = (aws: LambdaConnection, config: FunctionConfiguration, pkg: Package): boolean =>
  mine(config, pkg) && config.LastUpdateStatus !== 'Failed' && hasRequestedArchitecture(aws, config);

const otherUpload = ({ name }: LambdaConnection, cause?: unknown) =>
  new DeployError('conflict', `Someone else uploaded code to "${name}" while this run worked; nothing was published.`, {
    next: 'Run it again. A `concurrency` group in the workflow keeps deploys from meeting.',
    cause,
  });

function refuseBadUpdate(aws: LambdaConnection, latest: FunctionConfiguration, pkg: Package): void {
  if (latest.LastUpdateStatus === 'Failed') {
    const why = plainMessage(latest.LastUpdateStatusReason ?? latest.LastUpdateStatusReasonCode ?? 'no reason given');
    throw new DeployError('vendor', `AWS Lambda could not apply the code to "${aws.name}": ${why}`, {
      code: latest.LastUpdateStatusReasonCode,
      next: 'Nothing was published. Repair the cause and run it again.',
    });
  }
  if (!mine(latest, pkg)) throw otherUpload(aws);
}

/** Publishes only what was sent: AWS compares the hash itself. Throws `conflict` when someone uploaded in between. */
async function publishVersion(aws: LambdaConnection, sha: string, note: string): Promise<FunctionConfiguration> {
  const command = new PublishVersionCommand({ FunctionName: aws.fn, CodeSha256: sha, Description: note });
  try {
    return await aws.ask(command);
  } catch (error) {
    const mismatch = isCode(error, 'InvalidParameterValueException') && /CodeSHA256.*is different/i.test(error.message);
    throw mismatch ? otherUpload(aws, error) : error;
  }
}

async function create(aws: LambdaConnection, configs: FunctionConfigurations, pkg: Package): Promise<Brought> {
  if (!aws.target.create.function) throw noFunctionError(aws);
  const { bucket, uploadedBytes } = await uploadCode(aws, pkg);
  aws.context.log.notice(`"${aws.name}" does not exist in ${aws.region}: it is created.`);
  const answer = await createFunction(aws, pkg, bucket).catch(async (error: unknown) => {
    // Ours if the answer was lost; someone else's otherwise.
    const now = isCode(error, 'ResourceConflictException') ? await configs.fresh() : undefined;
    if (now && mine(now, pkg)) return now;
    throw now ? otherUpload(aws, error) : error;
  });
  const settled = await untilSettled(aws, configs, answer);
  configs.learn(settled);
  refuseBadUpdate(aws, settled, pkg);
  return { sha: codeSha(pkg), sent: true, uploadedBytes };
}
