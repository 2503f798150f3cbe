import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import type { Caller } from '../../core/model.js';
import type { LambdaConnection } from './client.js';
import { LATEST } from './function-configurations.js';
import { isStatus } from './vendor-errors.js';

/** The parts of a statement that we read: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export interface PolicyStatement {
  Sid?: string;
  Effect?: string;
  Principal?: { Service?: string; AWS?: string } | string | null;
  NotPrincipal?: unknown;
  /** one, or several in a statement that AddPermission did not write */
  Action?: string | string[];
  Resource?: string;
  Condition?: Record<string, Record<string, string>>;
}

/** Is it about calls of the function's own URL? That is copied together with the URL only. */
export const isAboutUrl = ({ Action, Condition = {} }: PolicyStatement): boolean =>
  Action === 'lambda:InvokeFunctionUrl' || Condition.Bool?.['lambda:InvokedViaFunctionUrl'] !== undefined;

/** Does it let somebody call, and not only read or change the function? What cannot be told counts. */
export function isAboutCalls({ Action }: PolicyStatement): boolean {
  const actions = [Action ?? '*'].flat();
  return actions.some((one) => /[*?]/.test(one) || /^lambda:Invoke/i.test(one));
}

/** "events.amazonaws.com (arn:aws:events:…:rule/nightly)" */
export function whoMayCall({ Principal, NotPrincipal, Condition = {} }: PolicyStatement): string {
  if (NotPrincipal !== undefined) return `everyone but ${JSON.stringify(NotPrincipal)}`;
  const who = typeof Principal === 'string' ? Principal : (Principal?.Service ?? Principal?.AWS ?? '?');
  const source = sourceArn({ Condition });
  const org = Condition.StringEquals?.['aws:PrincipalOrgID'];
  const everyone = org === undefined ? 'everyone' : `everyone in the organisation ${org}`;
  const name = who === '*' ? everyone : String(who);
  return source === undefined ? name : `${name} (${source})`;
}

/** What calls, where the statement names it. */
export const sourceArn = ({ Condition = {} }: PolicyStatement): string | undefined =>
  Condition.ArnLike?.['AWS:SourceArn'] ?? Condition.ArnEquals?.['AWS:SourceArn'];

/**
 * Services (API Gateway, S3, EventBridge, …) and accounts that may call the function without a qualifier, and so its
 * newest code, and those that may call one of `aliases`. Their side is kept by them; this permission is the half that can
 * be read here.
 */
export async function policyCallers(aws: LambdaConnection, aliases: readonly string[]): Promise<Caller[]> {
  const [bare = [], ...own] = await Promise.all([
    policyStatements(aws),
    ...aliases.map((alias) => policyStatements(aws, alias)),
  ]);
  return [
    ...bare.filter(isAboutLatest).flatMap((statement) => callerOf(statement, LATEST)),
    ...own.flatMap((statements, at) => statements.flatMap((one) => callerOf(one, aliases[at] ?? ''))),
  ];
}

/** Its own URL is a caller by itself. */
function callerOf(statement: PolicyStatement, qualifier: string): Caller[] {
  if (statement.Effect === 'Deny' || isAboutUrl(statement) || !isAboutCalls(statement)) return [];
  const what = `the permission "${String(statement.Sid)}" of ${whoMayCall(statement)}`;
  return [{ what, qualifier, maybe: true }];
}

/** A statement without a qualifier in its resource; where no resource is told, the question had none. */
const isAboutLatest = ({ Resource }: PolicyStatement): boolean =>
  typeof Resource !== 'string' || (Resource.split(':')[7] ?? LATEST) === LATEST;

/** The statements of the function itself, or of one alias. None: nobody was ever allowed anything. */
export async function policyStatements(aws: LambdaConnection, alias?: string): Promise<PolicyStatement[]> {
  try {
    const { Policy } = await aws.ask(new GetPolicyCommand({ FunctionName: aws.fn, Qualifier: alias }));
    const { Statement = [] } = JSON.parse(Policy ?? '{}') as { Statement?: PolicyStatement[] };
    return Statement;
  } catch (error) {
    if (isStatus(error, 404)) return [];
    throw error;
  }
}
