import { type ExecutionStatus, ListDurableExecutionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import { allPages } from './all-pages.js';
import type { LambdaConnection } from './client.js';
import type { FunctionConfigurations } from './function-configurations.js';
import { isStatus } from './vendor-errors.js';

/**
 * Not ended. The SDK's list of statuses is older than pausing.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListDurableExecutionsByFunction.html
 */
const ALIVE = ['RUNNING', 'PAUSING', 'PAUSED'] as ExecutionStatus[];
const NAMED = ALIVE.slice(0, 1);

/** Throws `refused` for a version whose durable executions have not ended, or may not be asked for. */
export type KeepExecuting = (id: string) => Promise<void>;

/**
 * An execution of a durable function goes on, up to a year, with the version that began it, so that version is kept.
 * Only functions with a DurableConfig are asked; without the permission each of their versions is kept, after one
 * warning.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html
 */
export function createKeepExecuting(aws: LambdaConnection, configs: FunctionConfigurations): KeepExecuting {
  let warned = false;
  return async (id) => {
    if (!(await configs.row(id))?.DurableConfig) return;
    const running = await isExecuting(aws, id);
    if (running === false) return;
    const next = 'It is kept. Delete it when they have ended.';
    if (running)
      throw new DeployError('refused', `Version ${id} of "${aws.name}" has running durable executions.`, { next });
    if (!warned) {
      aws.context.log.warning(
        'lambda:ListDurableExecutionsByFunction is not allowed here, so versions of this durable function are kept.',
      );
    }
    warned = true;
    throw new DeployError('refused', `Version ${id} of "${aws.name}" may have running durable executions.`, {
      next: 'It is kept. Allow lambda:ListDurableExecutionsByFunction, so that they can be looked for.',
    });
  };
}

/** What it was refused with, as a reason; undefined: it was not. */
export async function reasonOf(kept: Promise<void>): Promise<string | undefined> {
  try {
    await kept;
    return undefined;
  } catch (error) {
    if (error instanceof DeployError && error.kind === 'refused') return error.message;
    throw error;
  }
}

/** undefined: this role may not ask. */
async function isExecuting(aws: LambdaConnection, id: string, Statuses = ALIVE): Promise<boolean | undefined> {
  const facts = { FunctionName: aws.fn, Qualifier: id, Statuses };
  const pageAt = (Marker?: string) => aws.ask(new ListDurableExecutionsByFunctionCommand({ ...facts, Marker }));
  try {
    for await (const { DurableExecutions = [] } of allPages('durable executions', pageAt)) {
      if (DurableExecutions.length > 0) return true;
    }
    return false;
  } catch (error) {
    if (isStatus(error, 403)) return undefined;
    // Where pausing is not known yet.
    if (isStatus(error, 400) && Statuses === ALIVE) return isExecuting(aws, id, NAMED);
    throw error;
  }
}
