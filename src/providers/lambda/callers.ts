import {
  type AliasConfiguration,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionUrlConfigsCommand,
} from '@aws-sdk/client-lambda';
import { collect } from '../../core/collect.js';
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

/** All aliases, read once for all who ask. */
type ReadAliases = () => Promise<AliasConfiguration[]>;

/** One kind of caller: how to list it, and the action that a role needs for it. */
interface CallerKind {
  what: string;
  action: string;
  list(aws: LambdaConnection, aliases: ReadAliases): Promise<Caller[]>;
  /** tells only of callers of the newest code */
  latestOnly?: true;
}

const KINDS: readonly CallerKind[] = [
  { what: 'function URLs', action: 'lambda:ListFunctionUrlConfigs', list: functionUrls },
  { what: 'event source mappings', action: 'lambda:ListEventSourceMappings', list: eventSources },
  { what: `aliases at ${LATEST}`, action: 'lambda:ListAliases', list: latestAliases, latestOnly: true },
  { what: 'its resource policy', action: 'lambda:GetPolicy', list: policies },
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
  let reading: Promise<AliasConfiguration[]> | undefined;
  const aliases: ReadAliases = () => {
    reading ??= collect(listAliases(aws));
    return reading;
  };
  const counting = counts ? countCalls(aws) : undefined;
  const lists = await Promise.all(
    kinds.map(async ({ what, action, list }) => {
      try {
        return await list(aws, aliases);
      } catch (error) {
        // A function that is yet to be created is called by nobody.
        if (isStatus(error, 404)) return [];
        if (!isStatus(error, 403)) throw error;
        unread.push(`${what} (${action})`);
        return [];
      }
    }),
  );
  const calls = await counting;
  const callers = lists.flat().filter(({ qualifier }) => wanted(qualifier));
  const unasked = (await policyAliases(aws, aliases)).slice(MOST_POLICIES);
  return { callers, unread, ...(unasked.length > 0 && { unasked }), ...(calls && { calls }) };
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
async function latestAliases(_: LambdaConnection, aliases: ReadAliases): Promise<Caller[]> {
  const found = await aliases();
  return found
    .filter(({ FunctionVersion }) => FunctionVersion === LATEST)
    .map(({ Name }) => ({ what: `alias ${Name}`, qualifier: LATEST, alias: Name }));
}

async function* listAliases(aws: LambdaConnection): AsyncGenerator<AliasConfiguration> {
  // In larger pages than where a run waits for them: nobody does here.
  const fetch = (Marker?: string) => aws.ask(new ListAliasesCommand({ FunctionName: aws.fn, Marker, MaxItems: 200 }));
  for await (const { Aliases = [] } of allPages('aliases', fetch)) yield* Aliases;
}

/** AWS answers 15 of these a second to an account, and each alias has a policy of its own. */
const MOST_POLICIES = 10;

/** Those of the function itself, of the run's alias, and of a few more. */
async function policies(aws: LambdaConnection, aliases: ReadAliases): Promise<Caller[]> {
  return policyCallers(aws, (await policyAliases(aws, aliases)).slice(0, MOST_POLICIES));
}

/** The aliases whose policies matter, the run's own first; previews are for a short time. */
async function policyAliases(aws: LambdaConnection, aliases: ReadAliases): Promise<string[]> {
  const { alias } = aws.target;
  const names = await aliases().then(
    (found) => found.map(({ Name = '' }) => Name),
    (error) => {
      // Who may not list the aliases still knows this one's name.
      if (isStatus(error, 404)) return [];
      if (!isStatus(error, 403)) throw error;
      return [alias];
    },
  );
  const others = names.filter((name) => name !== alias && !name.startsWith('pr-'));
  return [...names.filter((name) => name === alias), ...others];
}
