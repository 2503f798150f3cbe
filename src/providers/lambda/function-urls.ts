import type { AddPermissionRequest, GetFunctionUrlConfigResponse } from '@aws-sdk/client-lambda';
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { LambdaConnection } from './client.js';
import { isCode, isStatus } from './vendor-errors.js';

/** The URL of an alias, or without one that of the function; undefined: there is none. */
export async function readUrl(
  aws: LambdaConnection,
  alias?: string,
): Promise<GetFunctionUrlConfigResponse | undefined> {
  try {
    return await aws.ask(new GetFunctionUrlConfigCommand({ FunctionName: aws.fn, Qualifier: alias }));
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** The function URL of the alias, where there is one. A role that may not ask gets none: it is only shown. */
export async function aliasUrl(aws: LambdaConnection, alias: string): Promise<string | undefined> {
  try {
    return (await readUrl(aws, alias))?.FunctionUrl;
  } catch (error) {
    if (!isStatus(error, 403)) throw error;
    aws.context.log.info('lambda:GetFunctionUrlConfig is not allowed here, so no URL is shown.');
    return undefined;
  }
}

/**
 * Makes a function URL for an alias and answers it; one that is there already is kept. `public` opens it to everyone,
 * which takes two statements of the resource policy.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export async function createUrl(aws: LambdaConnection, alias: string, options: { public: boolean }): Promise<string> {
  const AuthType = options.public ? 'NONE' : 'AWS_IAM';
  const facts = { FunctionName: aws.fn, Qualifier: alias };
  let made: Pick<GetFunctionUrlConfigResponse, 'FunctionUrl' | 'AuthType'> | undefined;
  try {
    made = await aws.ask(new CreateFunctionUrlConfigCommand({ ...facts, AuthType }));
  } catch (error) {
    if (!isCode(error, 'ResourceConflictException')) throw error;
    made = await readUrl(aws, alias);
  }
  if (made && options.public && made.AuthType !== 'NONE') {
    await aws.ask(new UpdateFunctionUrlConfigCommand({ ...facts, AuthType }));
  }
  if (made && !options.public && made.AuthType === 'NONE') {
    aws.context.log.warning(`The URL of ${alias} is public already (AuthType NONE) and was left so.`);
  }
  if (options.public) await openToAll(aws, alias);
  if (!made?.FunctionUrl) throw new DeployError('vendor', `AWS Lambda gave no URL for ${alias}.`);
  return made.FunctionUrl;
}

async function openToAll(aws: LambdaConnection, alias: string): Promise<void> {
  const facts = { FunctionName: aws.fn, Qualifier: alias, Principal: '*' };
  await allow(aws, {
    ...facts,
    StatementId: 'versioned-deploy-url',
    Action: 'lambda:InvokeFunctionUrl',
    FunctionUrlAuthType: 'NONE',
  });
  await allow(aws, {
    ...facts,
    StatementId: 'versioned-deploy-url-invoke',
    Action: 'lambda:InvokeFunction',
    InvokedViaFunctionUrl: true,
  });
}

async function allow(aws: LambdaConnection, statement: AddPermissionRequest): Promise<void> {
  try {
    await aws.ask(new AddPermissionCommand(statement));
  } catch (error) {
    // The statement is there already.
    if (!isCode(error, 'ResourceConflictException')) throw error;
  }
}
