import { DeleteFunctionCommand } from '@aws-sdk/client-lambda';
import { waitFor } from '../../core/clock.js';
import { DeployError } from '../../core/errors.js';
import type { Version } from '../../core/model.js';
import type { LambdaConnection } from './client.js';
import type { KeepExecuting } from './durable-executions.js';
import { listAliases } from './read-aliases.js';
import { isCode, plainMessage } from './vendor-errors.js';

// An alias that was just moved away may still count for a moment.
const STILL_COUNTED_MS = 2_500;

/**
 * Deletes one version. Without a qualifier the same request deletes the whole function, so everything but a plain
 * number is refused here.
 */
export async function deleteVersion(
  aws: LambdaConnection,
  { id }: Version,
  keepExecuting: KeepExecuting,
): Promise<void> {
  if (!/^[1-9]\d*$/.test(id)) {
    throw new DeployError('refused', `"${id}" is not the number of a version, so nothing was deleted.`);
  }
  await keepExecuting(id);
  const { clock, deadline, signal } = aws.context;
  const end = Math.min(deadline, clock.now() + STILL_COUNTED_MS);
  await waitFor({ clock, deadline, signal, what: `version ${id} to be deleted` }, async () => {
    try {
      await aws.ask(new DeleteFunctionCommand({ FunctionName: aws.fn, Qualifier: id }));
      return true;
    } catch (error) {
      if (isCode(error, 'ResourceNotFoundException')) return true;
      if (!isCode(error, 'ResourceConflictException')) throw error;
      if (clock.now() < end && !(await isUsed(aws, id))) return undefined;
      throw inUse(aws, id, error);
    }
  });
}

async function isUsed(aws: LambdaConnection, id: string): Promise<boolean> {
  for await (const { split } of listAliases(aws)) {
    if (split.stable === id || split.canary?.version === id) return true;
  }
  return false;
}

const inUse = ({ name }: LambdaConnection, id: string, error: DeployError) =>
  new DeployError('refused', `Version ${id} of "${name}" was not deleted: ${plainMessage(error.message)}`, {
    next: 'Move or delete the alias that uses it first.',
    code: error.code,
    status: error.status,
    cause: error,
  });
