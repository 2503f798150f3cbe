import type { FunctionConfiguration, Runtime } from '@aws-sdk/client-lambda';
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import { pauseBeforeRepeat } from '../../core/http/retry-policy.js';
import type { Package } from '../../core/model.js';
import { requestedArchitectures } from './architecture.js';
import type { LambdaConnection } from './client.js';
import { ARCHIVE_PLACEHOLDER, streamArchive } from './stream-archive.js';
import type { CodeObject } from './upload-to-bucket.js';
import { isCode } from './vendor-errors.js';

/**
 * IAM takes a while to know a new role everywhere, now and then more than a minute; a role that is still refused after
 * this long does not let Lambda in.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const ROLE_MS = 120_000;

/**
 * Creates the function with the configuration of the inputs; again while its role is not known everywhere yet.
 * `bucket`: where the code is, unless it is sent along. Throws `refused` when Lambda may not assume the role.
 */
export async function createFunction(
  aws: LambdaConnection,
  pkg: Package,
  bucket: CodeObject | undefined,
): Promise<FunctionConfiguration> {
  const { clock, deadline, signal, log } = aws.context;
  const started = clock.now();
  const until = Math.min(deadline, started + ROLE_MS);
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(aws, pkg, bucket);
    } catch (error) {
      if (!isRoleUnknown(error)) throw error;
      const pause = pauseBeforeRepeat(attempt);
      if (clock.now() + pause >= until) throw roleError(aws, error, clock.now() - started);
      log.info('Lambda cannot assume the role yet; a new role takes a while. Trying again.');
      await clock.sleep(pause, signal);
    }
  }
}

async function send(
  aws: LambdaConnection,
  pkg: Package,
  bucket: CodeObject | undefined,
): Promise<FunctionConfiguration> {
  const { role, runtime, handler } = aws.target.create;
  const command = new CreateFunctionCommand({
    FunctionName: aws.fn,
    Role: role,
    Runtime: runtime as Runtime,
    Handler: handler,
    Architectures: requestedArchitectures(aws),
    Code: bucket ?? { ZipFile: ARCHIVE_PLACEHOLDER },
  });
  if (!bucket) streamArchive(command.middlewareStack, pkg);
  return aws.ask(command);
}

const isRoleUnknown = (error: unknown): error is DeployError =>
  isCode(error, 'InvalidParameterValueException') && /role .*cannot be assumed/i.test(error.message);

const roleError = (aws: LambdaConnection, error: DeployError, waitedMs: number) =>
  new DeployError(
    'refused',
    `Lambda cannot assume the role ${aws.target.create.role} (asked again for ${Math.round(waitedMs / 1000)} s).`,
    {
      next: 'Check that the role exists, and that its trust policy lets lambda.amazonaws.com assume it.',
      code: error.code,
      status: error.status,
      cause: error,
    },
  );
