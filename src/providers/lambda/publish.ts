import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { PublishVersionCommand } from '@aws-sdk/client-lambda';
import { afterAcceptedWrite, DeployError } from '../../core/errors.js';
import type { Package } from '../../core/model.js';
import type { PublishResult, WriteStep } from '../../core/provider.js';
import { sendUnwritten } from '../../core/publish-step.js';
import { hasRequestedArchitecture } from './architecture.js';
import type { LambdaConnection } from './client.js';
import { codeReference, objectUrl } from './code-reference.js';
import { createFunction } from './create-function.js';
import type { FoundCode } from './find-published.js';
import type { FunctionConfigurations } from './function-configurations.js';
import { codeSha, LATEST, noFunctionError, refuseImage, toVersion } from './function-configurations.js';
import { publishedNumbers } from './list-versions.js';
import { mine, otherUpload, sendUpdate } from './send-update.js';
import { uploadCode } from './upload-to-bucket.js';
import { isCode, plainMessage } from './vendor-errors.js';
import { retryConflicts, untilActive, untilSettled } from './wait-until-ready.js';

/**
 * Brings the package into $LATEST unless it is there, and freezes that as a version. Throws `conflict` when somebody
 * else uploads meanwhile; to be called again then.
 */
export async function publish(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  request: PublishRequest,
): Promise<PublishResult> {
  try {
    return await bringAndPublish(aws, configs, request);
  } catch (error) {
    configs.forget();
    throw error;
  }
}

async function bringAndPublish(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  { pkg, note, finding, write = sendUnwritten }: PublishRequest,
): Promise<PublishResult> {
  const { sha, sent, uploadedBytes } = await bring(aws, configs, { pkg, finding, write });
  // AWS answers a publish that changes nothing with the version there was, and that one's own description; its state
  // tells nothing, since a new one is active at once. A run that is repeated has the same description: then only the
  // numbers from before tell, unless code was sent.
  const before = finding.known ?? (sent ? undefined : await publishedNumbers(aws));
  return write({ kind: 'publish', what: `publish what ${LATEST} holds as a new version` }, async () => {
    const published = await retryConflicts(aws, configs, () => publishVersion(aws, sha, note));
    const created = published.Description === note && !before?.has(published.Version ?? '');
    const ready = await afterAcceptedWrite(() => untilActive(aws, configs, published));
    return { version: toVersion(ready), created, uploadedBytes };
  });
}

interface PublishRequest {
  pkg: Package;
  note: string;
  finding: FoundCode;
  write?: WriteStep;
}

/** What it takes to bring the package into $LATEST. */
interface Bringing {
  pkg: Package;
  finding: FoundCode;
  write: WriteStep;
}

interface Brought {
  /** AWS's hash of what $LATEST holds now */
  sha: string;
  /** an update was sent */
  sent: boolean;
  uploadedBytes: number;
}

/** $LATEST holds the package after this, and no update is under way. */
async function bring(aws: LambdaConnection, configs: FunctionConfigurations, bringing: Bringing): Promise<Brought> {
  const { pkg, finding } = bringing;
  const read = await configs.latest();
  if (!read) return create(aws, configs, bringing);
  refuseImage(aws, read);
  const sha = codeSha(pkg);
  const holding = ({ CodeSha256 }: FunctionConfiguration) => [sha, finding.heldAs].find((one) => one === CodeSha256);
  // A list says nothing of an update that failed or is under way; before nothing is sent, that must be known.
  const known = read.LastUpdateStatus !== undefined || !holding(read);
  const latest = await untilSettled(aws, configs, known ? read : undefined);
  const held = holding(latest);
  if (held && latest.LastUpdateStatus !== 'Failed' && hasRequestedArchitecture(aws, latest)) {
    return { sha: held, sent: false, uploadedBytes: 0 };
  }
  return { sha, sent: true, uploadedBytes: await update(aws, configs, bringing, latest) };
}

/** Sends the code and waits until $LATEST has it. Returns the bytes sent. */
async function update(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  { pkg, write }: Bringing,
  read: FunctionConfiguration,
): Promise<number> {
  const { bucket, uploadedBytes } = await uploadCode(aws, pkg, { reference: await codeReference(aws), write });
  const what = bucket ? `have ${LATEST} take ${objectUrl(bucket)}` : `upload ${pkg.bytes} bytes to ${LATEST}`;
  await write({ kind: 'upload', what, checksum: codeSha(pkg) }, async () => {
    const answer = await sendUpdate(aws, configs, { pkg, bucket, read });
    await afterAcceptedWrite(() => settle(aws, configs, answer, pkg));
  });
  return uploadedBytes;
}

/** Waits until what was sent is applied, and makes sure that it is ours. */
async function settle(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  answer: FunctionConfiguration,
  pkg: Package,
): Promise<void> {
  const settled = await untilSettled(aws, configs, answer);
  configs.learn(settled);
  refuseBadUpdate(aws, settled, pkg);
}

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

async function create(
  aws: LambdaConnection,
  configs: FunctionConfigurations,
  { pkg, write }: Bringing,
): Promise<Brought> {
  if (!aws.target.create.function) throw noFunctionError(aws);
  const { bucket, uploadedBytes } = await uploadCode(aws, pkg, { write });
  aws.context.log.notice(`"${aws.name}" does not exist in ${aws.region}: it is created.`);
  const code = bucket ? objectUrl(bucket) : `${pkg.bytes} bytes`;
  await write({ kind: 'create', what: `create function ${aws.name} of ${code}`, checksum: codeSha(pkg) }, async () => {
    const answer = await createFunction(aws, pkg, bucket).catch(async (error: unknown) => {
      // Ours if the answer was lost; someone else's otherwise.
      const now = isCode(error, 'ResourceConflictException') ? await configs.fresh() : undefined;
      if (now && mine(now, pkg)) return now;
      throw now ? otherUpload(aws, error) : error;
    });
    await afterAcceptedWrite(() => settle(aws, configs, answer, pkg));
  });
  return { sha: codeSha(pkg), sent: true, uploadedBytes };
}
