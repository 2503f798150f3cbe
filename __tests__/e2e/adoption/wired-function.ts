import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { zipOf } from '../../../src/providers/lambda/sandbox/make-zip.js';
import { KEYS } from '../../../src/providers/lambda/sandbox/signature.js';
import { ROLE } from '../../../src/providers/lambda/sandbox/stored-functions.js';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

export const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:orders';
const RULE = 'arn:aws:events:eu-central-1:000000000000:rule/nightly';
const API = 'arn:aws:execute-api:eu-central-1:000000000000:abc123/*/GET/orders';
export const FunctionName = 'shop';

/** The archive of a function that answers with a word. */
export const codeOf = (word: string): Buffer =>
  zipOf('index.mjs', `export const handler = async () => ({ word: '${word}' });\n`);

/** What the sandbox holds of it. */
export interface Shown {
  aliases: { Name: string; FunctionVersion: string }[];
  versions: unknown[];
  urls: { qualifier?: string }[];
  policies: Record<string, { Sid: string }[]>;
  asyncSettings: Record<string, unknown>;
  tags: Record<string, string>;
  eventSources: { calls: string; tags: Record<string, string> }[];
}

export interface WiredFunction extends LambdaPlace {
  aws: LambdaClient;
  /** the function's own URL */
  ownUrl: string;
  aliasUrl(): Promise<string>;
  /** What a message of the queue gets: whatever the mapping calls. */
  message(): Promise<string>;
  shown(): Shown;
  /** who calls what, without the alias and its version */
  wiring(): unknown;
}

/** A function as it is found almost everywhere: no version, no alias, and five kinds of callers of the bare name. */
export async function wiredFunction(): Promise<WiredFunction> {
  const place = await lambdaPlace();
  const aws = new LambdaClient({ region: 'eu-central-1', endpoint: place.sandbox.url, credentials: KEYS });
  await createFunction(aws);
  await openUrl(aws);
  await wireServices(aws);
  const urlOf = async (Qualifier?: string) =>
    (await aws.send(new GetFunctionUrlConfigCommand({ FunctionName, Qualifier }))).FunctionUrl ?? '';
  const shown = () =>
    (place.sandbox.state('aws-lambda') as { functions: Record<string, Shown> }).functions['eu-central-1/shop'] as Shown;
  return {
    ...place,
    aws,
    ownUrl: await urlOf(),
    aliasUrl: () => urlOf('live'),
    message: () => message(aws),
    shown,
    wiring() {
      const { urls, policies, asyncSettings, tags, eventSources } = shown();
      return JSON.parse(JSON.stringify({ urls, policies, asyncSettings, tags, eventSources })) as unknown;
    },
  };
}

async function createFunction(aws: LambdaClient): Promise<void> {
  const facts = { FunctionName, Role: ROLE, Runtime: 'nodejs22.x' as const, Handler: 'index.handler' };
  await aws.send(new CreateFunctionCommand({ ...facts, Code: { ZipFile: codeOf('one') } }));
}

async function openUrl(aws: LambdaClient): Promise<void> {
  const Cors = { AllowOrigins: ['https://shop.example'] };
  await aws.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE', Cors }));
  const everyone = { FunctionName, Principal: '*' };
  const url = { StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' as const };
  await aws.send(new AddPermissionCommand({ ...everyone, ...url }));
  const invoke = { StatementId: 'url-2', Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true };
  await aws.send(new AddPermissionCommand({ ...everyone, ...invoke }));
}

async function wireServices(aws: LambdaClient): Promise<void> {
  const may = { FunctionName, Action: 'lambda:InvokeFunction' };
  const rule = { Principal: 'events.amazonaws.com', SourceArn: RULE };
  await aws.send(new AddPermissionCommand({ ...may, ...rule, StatementId: 'nightly' }));
  const api = { Principal: 'apigateway.amazonaws.com', SourceArn: API };
  await aws.send(new AddPermissionCommand({ ...may, ...api, StatementId: 'api' }));
  await aws.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn: QUEUE }));
  await aws.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
}

/** What a caller of a URL gets. */
export async function bodyOf(address: string): Promise<string> {
  const answer = await fetch(address);
  return answer.ok ? ((await answer.json()) as { word: string }).word : `status ${answer.status}`;
}

async function message(aws: LambdaClient): Promise<string> {
  const { EventSourceMappings = [] } = await aws.send(new ListEventSourceMappingsCommand({ FunctionName }));
  const target = EventSourceMappings[0]?.FunctionArn;
  const { Payload } = await aws.send(new InvokeCommand({ FunctionName: target, Payload: Buffer.from('{}') }));
  return (JSON.parse(Buffer.from(Payload ?? []).toString()) as { word: string }).word;
}
