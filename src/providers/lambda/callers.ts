import {
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionUrlConfigsCommand,
} from '@aws-sdk/client-lambda';
import type { Caller } from '../../core/model.js';
import type { CallersRead } from '../../core/provider.js';
import { allPages } from './all-pages.js';
import { countCalls } from './call-counts.js';
import type { LambdaConnection } from './client.js';
import { LATEST } from './function-configurations.js';
import { policyCallers } from './resource-policy.js';
import { isStatus } from './vendor-errors.js';

/** The qualifier at the end of an ARN; none means the newest code. */
export const qualifierOf = (arn = ''): string => arn.split(':')[7] ?? LATEST;

const callerOf = (what: string, arn: string | undefined, url?: string): Caller => ({
  what,
  qualifier: qualifierOf(arn),
  ...(url !== undefined && { url }),
});

/** One kind of caller: how to list it, and the action that a role needs for it. */
interface CallerKind {
  what: string;
  action: string;
  list(aws: LambdaConnection): Promise<Caller[]>;
  /** tells only of callers of the newest code */
  latestOnly?: true;
}

const KINDS: readonly CallerKind[] = [
  { what: 'function URLs', action: 'lambda:ListFunctionUrlConfigs', list: functionUrls },
  { what: 'event source mappings', action: 'lambda:ListEventSourceMappings', list: eventSources },
  { what: `aliases at ${LATEST}`, action: 'lambda:ListAliases', list: latestAliases, latestOnly: true },
  { what: 'its resource policy', action: 'lambda:GetPolicy', list: policyCallers },
];

/**
 * Function URLs, event source mappings (queues and streams), aliases that point at the newest code, and the services
 * that may call it (API Gateway, S3, EventBridge rules): which of those call a version or an alias is kept by them, and
 * cannot be listed. All at once; what a role may not read is named.
 */
export async function readCallers(aws: LambdaConnection, of?: readonly string[], counts = false): Promise<CallersRead> {
  const wanted = (qualifier: string) => of === undefined || of.includes(qualifier);
  const kinds = KINDS.filter(({ latestOnly }) => !latestOnly || wanted(LATEST));
  const unread: string[] = [];
  const counting = counts ? countCalls(aws) : undefined;
  const lists = await Promise.all(
    kinds.map(async ({ what, action, list }) => {
      try {
        return await list(aws);
      } catch (error) {
        if (!isStatus(error, 403)) throw error;
        unread.push(`${what} (${action})`);
        return [];
      }
    }),
  );
  const calls = await counting;
  const callers = lists.flat().filter(({ qualifier }) => wanted(qualifier));
  return { callers, unread, ...(calls && { calls }) };
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

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html: these call nobody. */
const OFF = new Set(['Disabled', 'Disabling', 'Deleting']);

async function eventSources(aws: LambdaConnection): Promise<Caller[]> {
  const found: Caller[] = [];
  const fetch = (Marker?: string) =>
    aws.ask(new ListEventSourceMappingsCommand({ FunctionName: aws.fn, Marker, MaxItems: 100 }));
  for await (const { EventSourceMappings = [] } of allPages('event sources', fetch)) {
    for (const one of EventSourceMappings) {
      if (OFF.has(one.State ?? '')) continue;
      found.push(callerOf(`event source ${one.EventSourceArn ?? one.UUID}`, one.FunctionArn));
    }
  }
  return found;
}

/** An alias may point at the newest code: its callers then get each upload at once. */
async function latestAliases(aws: LambdaConnection): Promise<Caller[]> {
  const found: Caller[] = [];
  const fetch = (Marker?: string) =>
    aws.ask(new ListAliasesCommand({ FunctionName: aws.fn, FunctionVersion: LATEST, Marker, MaxItems: 50 }));
  for await (const { Aliases = [] } of allPages('aliases', fetch)) {
    for (const { Name, FunctionVersion } of Aliases) {
      if (FunctionVersion === LATEST) found.push({ what: `alias ${Name}`, qualifier: LATEST, alias: Name });
    }
  }
  return found;
}
