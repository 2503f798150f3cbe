import type { FunctionEventInvokeConfig } from '@aws-sdk/client-lambda';
import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import type { AdoptionStep } from '../../../core/adoption.js';
import type { LambdaConnection } from '../client.js';
import { isStatus } from '../vendor-errors.js';
import { awsLine } from './aws-line.js';

export type AsyncSettings = FunctionEventInvokeConfig;

/** What is done with calls that nobody waits for; undefined: AWS's own defaults. */
export async function readAsyncSettings(aws: LambdaConnection, alias?: string): Promise<AsyncSettings | undefined> {
  try {
    return await aws.ask(new GetFunctionEventInvokeConfigCommand({ FunctionName: aws.fn, Qualifier: alias }));
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/**
 * Retries, the greatest age and where failures go belong to their qualifier: without them an alias retries twice and
 * loses what failed. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
 */
export function copySettingsStep(
  aws: LambdaConnection,
  alias: string,
  { own, there, made }: { own?: AsyncSettings; there?: AsyncSettings; made(): Promise<void> },
): AdoptionStep[] {
  if (!own) return [];
  const what = `give ${alias} the retries and destinations of asynchronous calls`;
  if (there) return [{ what, done: true }];
  return [
    {
      what,
      undo: awsLine(aws, 'delete-function-event-invoke-config', ['--qualifier', alias]),
      apply: async () => {
        await made();
        const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = own;
        const settings = { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig };
        await aws.ask(new PutFunctionEventInvokeConfigCommand({ FunctionName: aws.fn, Qualifier: alias, ...settings }));
      },
    },
  ];
}

export function removeSettingsStep(aws: LambdaConnection, alias: string, there?: AsyncSettings): AdoptionStep[] {
  if (!there) return [];
  const apply = async () => {
    await aws.ask(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: aws.fn, Qualifier: alias }));
  };
  return [{ what: `take the retries and destinations of asynchronous calls from ${alias}`, apply }];
}
