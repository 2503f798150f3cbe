import type { GetFunctionUrlConfigResponse } from '@aws-sdk/client-lambda';
import { CreateFunctionUrlConfigCommand, DeleteFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import type { AdoptionStep } from '../../../core/adoption.js';
import type { LambdaConnection } from '../client.js';
import { readUrl } from '../function-urls.js';
import { isCode, isStatus } from '../vendor-errors.js';
import { awsLine } from './aws-line.js';

/** The function's own URL, and that of the alias. */
export interface FunctionUrls {
  own?: GetFunctionUrlConfigResponse;
  aliased?: GetFunctionUrlConfigResponse;
}

export async function readUrls(aws: LambdaConnection, alias: string): Promise<FunctionUrls> {
  const [own, aliased] = await Promise.all([readUrl(aws), readUrl(aws, alias)]);
  return { own, aliased };
}

/**
 * A URL belongs to its qualifier and cannot be moved: the alias gets one of its own, with the same settings, and those
 * who call the old one are told of it. The old one stays until somebody deletes it.
 */
export function createUrlSteps(
  aws: LambdaConnection,
  alias: string,
  { urls: { own, aliased }, made }: { urls: FunctionUrls; made(): Promise<void> },
): AdoptionStep[] {
  if (!own) return [];
  const what = `make a URL for ${alias} beside ${own.FunctionUrl}`;
  const change: AdoptionStep = {
    what: `whoever calls ${own.FunctionUrl} calls ${aliased?.FunctionUrl ?? `the URL of ${alias}`} instead`,
    byHand: {
      commands: [awsLine(aws, 'delete-function-url-config', [])],
      caution: 'The old URL is the one that people know: delete it only when nobody calls it any more.',
    },
  };
  if (aliased) return [{ what, done: true }, change];
  return [
    {
      what,
      undo: awsLine(aws, 'delete-function-url-config', ['--qualifier', alias]),
      apply: async () => {
        await made();
        const { AuthType, Cors, InvokeMode } = own;
        const facts = { FunctionName: aws.fn, Qualifier: alias, AuthType, Cors, InvokeMode };
        try {
          await aws.ask(new CreateFunctionUrlConfigCommand(facts));
        } catch (error) {
          if (!isCode(error, 'ResourceConflictException')) throw error;
        }
      },
    },
    change,
  ];
}

/** The alias's URL goes, unless the function's own is gone: then it is all that callers have. */
export function removeUrlSteps(aws: LambdaConnection, alias: string, { own, aliased }: FunctionUrls): AdoptionStep[] {
  if (!aliased) return [];
  const what = `delete the URL of ${alias}, ${aliased.FunctionUrl}: whoever calls it gets no answer any more`;
  if (!own) {
    const caution = 'The function has no other URL, so it is kept. Make one first.';
    const commands = [
      awsLine(aws, 'create-function-url-config', ['--auth-type', aliased.AuthType ?? 'AWS_IAM']),
      awsLine(aws, 'delete-function-url-config', ['--qualifier', alias]),
    ];
    return [{ what, byHand: { commands, caution } }];
  }
  const apply = async () => {
    try {
      await aws.ask(new DeleteFunctionUrlConfigCommand({ FunctionName: aws.fn, Qualifier: alias }));
    } catch (error) {
      if (!isStatus(error, 404)) throw error;
    }
  };
  return [{ what, apply }];
}
