import type { AddPermissionRequest, GetFunctionUrlConfigResponse } from '@aws-sdk/client-lambda';
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  ListEventSourceMappingsCommand,
  ListFunctionUrlConfigsCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { DeployError } from '../../core/errors.js';
import type { Caller } from '../../core/provider.js';
import { allPages } from './all-pages.js';
import type { LambdaConnection } from './client.js';
import { LATEST } from './function-configurations.js';
import { policyCallers } from './resource-policy.js';
import { isCode, isStatus } from './vendor-errors.js';

const read = async (aws: LambdaConnection, alias: string): Promise<GetFunctionUrlConfigResponse | undefined> => {
  try {
    return await aws.ask(new GetFunctionUrlConfigCommand({ FunctionName: aws.fn, Qualifier: alias }));
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
};

/** The function URL of the alias, where there is one. A role that may not ask gets none: it is only shown. */
export async function aliasUrl(aws: LambdaConnection, alias: string): Promise<string | undefined> {
  try {
    return (await read(aws, alias))?.FunctionUrl;
  } catch (error) {
    if (!isStatus(error, 403)) throw error;
    aws.context.log.info('lambda:GetFunctionUrlConfig is not allowed here, so no URL is shown.');
    return undefined;
  }
}

/** The qualifier at the end of an ARN; none means the newest code. */
const qualifierOf = (arn = ''): string => arn.split(':')[7] ?? LATEST;

const callerOf = (what: string, arn: string | undefined, url?: string): Caller => ({
  what,
  qualifier: qualifierOf(arn),
  ...(url !== undefined && { url }),
});

/**
 * Function URLs, event source mappings (queues and streams), and the services that may call the newest code (API
 * Gateway, S3, EventBridge rules). Which of those call a version or an alias is kept by them, and cannot be listed.
 */
export async function readCallers(aws: LambdaConnection, of?: readonly string[]): Promise<Caller[]> {
  const wanted = (qualifier: string) => of === undefined || of.includes(qualifier);
  const urls = await listed(aws, functionUrls);
  const sources = await listed(aws, eventSources);
  const permissions = wanted(LATEST) ? await policyCallers(aws) : [];
  return [...urls, ...sources, ...permissions].filter(({ qualifier }) => wanted(qualifier));
}

/** A role that may not list them is told so; a delete then rests on AWS's own guard. */
async function listed(aws: LambdaConnection, list: (aws: LambdaConnection) => Promise<Caller[]>): Promise<Caller[]> {
  try {
    return await list(aws);
  } catch (error) {
    if (!isStatus(error, 403)) throw error;
    aws.context.log.warning(`Some triggers could not be listed: ${error.message}`);
    return [];
  }
}

async function functionUrls(aws: LambdaConnection): Promise<Caller[]> {
  const found: Caller[] = [];
  const fetch = (Marker?: string) =>
    aws.ask(new ListFunctionUrlConfigsCommand({ FunctionName: aws.fn, Marker, MaxItems: 50 }));
  for await (const { FunctionUrlConfigs = [] } of allPages('function URLs', fetch)) {
    for (const one of FunctionUrlConfigs) found.push(callerOf('function URL', one.FunctionArn, one.FunctionUrl));
  }
  return found;
}

async function eventSources(aws: LambdaConnection): Promise<Caller[]> {
  const found: Caller[] = [];
  const fetch = (Marker?: string) =>
    aws.ask(new ListEventSourceMappingsCommand({ FunctionName: aws.fn, Marker, MaxItems: 100 }));
  for await (const { EventSourceMappings = [] } of allPages('event sources', fetch)) {
    for (const one of EventSourceMappings) {
      found.push(callerOf(`event source ${one.EventSourceArn ?? one.UUID}`, one.FunctionArn));
    }
  }
  return found;
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
    made = await read(aws, alias);
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
