import { createHash } from 'node:crypto';
import type { AddPermissionRequest } from '@aws-sdk/client-lambda';
import { AddPermissionCommand, RemovePermissionCommand } from '@aws-sdk/client-lambda';
import type { AdoptionStep } from '../../../core/adoption.js';
import type { LambdaConnection } from '../client.js';
import { isAboutCalls, isAboutUrl, type PolicyStatement, whoMayCall } from '../resource-policy.js';
import { isCode, isStatus } from '../vendor-errors.js';
import { awsLine } from './aws-line.js';
import { STATEMENT_MARK } from './marks.js';

/** https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html: the pattern of a statement's id. */
const ID_LETTERS = 100;

/** A long id is cut, and told apart from others that begin like it by its hash. */
export function copiedId(Sid = ''): string {
  const id = `${STATEMENT_MARK}${Sid}`;
  if (id.length <= ID_LETTERS) return id;
  const end = `-${createHash('sha256').update(Sid).digest('hex').slice(0, 12)}`;
  return `${id.slice(0, ID_LETTERS - end.length)}${end}`;
}

/** Two statements open a URL: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
function calledText(statement: PolicyStatement, alias: string): string {
  if (statement.Action === 'lambda:InvokeFunctionUrl') return `the URL of ${alias}`;
  return isAboutUrl(statement) ? `${alias} through its URL` : alias;
}

/** Some permissions are about other things than calls, such as lambda:GetFunction. */
const mayText = (statement: PolicyStatement, alias: string): string =>
  isAboutCalls(statement) ? `call ${calledText(statement, alias)}` : `use ${String(statement.Action)} on ${alias}`;

/** Who was pointed at the alias by hand is not known here; a URL that goes says it itself. */
const cutOffText = (statement: PolicyStatement): string =>
  isAboutUrl(statement) || !isAboutCalls(statement) ? '' : ': whoever still does gets no answer any more';

/**
 * A policy belongs to its qualifier: an alias may be called by nobody whom a statement of its own does not allow.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export function copySteps(
  aws: LambdaConnection,
  alias: string,
  { own, there }: { own: PolicyStatement[]; there: PolicyStatement[] },
): AdoptionStep[] {
  return [
    ...own.filter(({ Effect }) => Effect === 'Deny').map((statement) => denyStep(alias, statement, there)),
    ...own.filter(({ Effect }) => Effect !== 'Deny').map((statement) => copyStep(aws, alias, statement, there)),
  ];
}

/** AddPermission only allows. What the bare name refuses, the alias does not until a person writes it there too. */
function denyStep(alias: string, statement: PolicyStatement, there: PolicyStatement[]): AdoptionStep {
  const what = `refuse on ${alias} too what the statement "${String(statement.Sid)}" refuses to ${whoMayCall(statement)}`;
  if (there.some((one) => saysTheSame(one, statement))) return { what, done: true };
  const caution = `AddPermission cannot write a Deny: until the same stands in the policy of ${alias}, ${alias} does not refuse it: ${JSON.stringify(statement)}`;
  return { what, byHand: { commands: [], caution } };
}

function copyStep(
  aws: LambdaConnection,
  alias: string,
  statement: PolicyStatement,
  there: PolicyStatement[],
): AdoptionStep {
  const StatementId = copiedId(statement.Sid);
  const what = `let ${whoMayCall(statement)} ${mayText(statement, alias)}`;
  if (there.some(({ Sid }) => Sid === StatementId) || there.some((one) => saysTheSame(one, statement))) {
    return { what, done: true };
  }
  const facts = permissionFacts(statement);
  if (!facts) {
    const document = JSON.stringify(statement);
    const caution = `AddPermission cannot say what this statement says; write the same for ${alias} by hand: ${document}`;
    return { what, byHand: { commands: [], caution } };
  }
  const undo = awsLine(aws, 'remove-permission', ['--qualifier', alias, '--statement-id', StatementId]);
  return {
    what,
    undo,
    apply: async () => {
      try {
        await aws.ask(
          new AddPermissionCommand({
            ...facts,
            FunctionName: aws.fn,
            Qualifier: alias,
            StatementId,
          } as AddPermissionRequest),
        );
      } catch (error) {
        // It is there already: an attempt whose answer was lost.
        if (!isCode(error, 'ResourceConflictException')) throw error;
      }
    },
  };
}

const saysTheSame = (a: PolicyStatement, b: PolicyStatement): boolean =>
  JSON.stringify([a.Effect, a.Principal, a.NotPrincipal, a.Action, a.Condition]) ===
  JSON.stringify([b.Effect, b.Principal, b.NotPrincipal, b.Action, b.Condition]);

/** condition → the request's own field for it */
const FIELDS: Record<string, Record<string, keyof AddPermissionRequest>> = {
  ArnLike: { 'AWS:SourceArn': 'SourceArn' },
  StringEquals: {
    'AWS:SourceAccount': 'SourceAccount',
    'aws:PrincipalOrgID': 'PrincipalOrgID',
    'lambda:EventSourceToken': 'EventSourceToken',
    'lambda:FunctionUrlAuthType': 'FunctionUrlAuthType',
  },
  Bool: { 'lambda:InvokedViaFunctionUrl': 'InvokedViaFunctionUrl' },
};

/** The statement as a request; undefined: it holds what a request cannot say. */
function permissionFacts({
  Principal,
  Action,
  Condition = {},
}: PolicyStatement): Partial<AddPermissionRequest> | undefined {
  const who = typeof Principal === 'string' ? Principal : (Principal?.Service ?? Principal?.AWS);
  if (typeof who !== 'string' || typeof Action !== 'string') return undefined;
  const facts: Record<string, unknown> = { Principal: who, Action };
  for (const [operator, tests] of Object.entries(Condition)) {
    for (const [key, value] of Object.entries(tests)) {
      const field = FIELDS[operator]?.[key];
      if (!field || typeof value !== 'string') return undefined;
      facts[field] = field === 'InvokedViaFunctionUrl' ? value === 'true' : value;
    }
  }
  return facts;
}

/** The copies go, and nothing else. */
export function removeSteps(aws: LambdaConnection, alias: string, there: PolicyStatement[]): AdoptionStep[] {
  return there
    .filter(({ Sid }) => Sid?.startsWith(STATEMENT_MARK))
    .map((statement) => ({
      what: `no longer let ${whoMayCall(statement)} ${mayText(statement, alias)}${cutOffText(statement)}`,
      apply: async () => {
        try {
          const facts = { FunctionName: aws.fn, Qualifier: alias, StatementId: statement.Sid };
          await aws.ask(new RemovePermissionCommand(facts));
        } catch (error) {
          if (!isStatus(error, 404)) throw error;
        }
      },
    }));
}
