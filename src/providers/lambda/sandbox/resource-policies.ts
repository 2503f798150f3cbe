import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { newRevision } from './lifecycle.js';
import { answer, conflict, invalid, notFound, stale, violatesConstraint } from './refusals.js';
import { resolve } from './responses.js';
import * as store from './stored-functions.js';
import type { LambdaCall, Statement, StoredFunction } from './types.js';

/** Recorded, with all refusals here: test_permission_exceptions, test_add_lambda_permission_fields. */
export function addPermission(call: LambdaCall): SandboxAnswer {
  const { json, query } = call;
  const fn = store.functionOf(call);
  const qualifier = query.get('Qualifier') ?? '';
  const Sid = String(json.StatementId ?? '');
  if (!/^[a-zA-Z0-9-_]+$/.test(Sid)) {
    throw violatesConstraint(Sid, 'statementId', 'Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)');
  }
  checkQualifier(fn, qualifier);
  const statements = fn.policies.get(qualifier) ?? [];
  if (statements.some((one) => one.Sid === Sid)) {
    throw conflict(
      `The statement id (${Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const { Action } = json;
  if (json.FunctionUrlAuthType !== undefined && Action !== 'lambda:InvokeFunctionUrl') {
    throw invalid('FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action');
  }
  const statement: Statement = {
    Sid,
    Effect: 'Allow',
    Principal: principalOf(String(json.Principal)),
    Action: String(Action),
    Resource: store.arnOf(fn, qualifier),
    ...conditionOf(json),
  };
  fn.policies.set(qualifier, [...statements, statement]);
  fn.policyRevisions.set(qualifier, newRevision());
  return answer(201, { Statement: JSON.stringify(statement) });
}

function checkQualifier(fn: StoredFunction, qualifier: string): void {
  if (qualifier === '') return;
  if (qualifier === '$LATEST') throw invalid('We currently do not support adding policies for $LATEST.');
  if (/^\d+$/.test(qualifier)) resolve(fn, qualifier);
  else if (!fn.aliases.has(qualifier)) throw notFound(`Cannot find alias arn: ${store.arnOf(fn, qualifier)}`);
}

/** AWS spells out what was given in short. */
function principalOf(given: string): Statement['Principal'] {
  if (given === '*') return given;
  if (/^\d{12}$/.test(given)) return { AWS: `arn:aws:iam::${given}:root` };
  if (given.startsWith('arn:')) return { AWS: given };
  if (/\.amazonaws\.com(\.cn)?$/.test(given)) return { Service: given };
  throw invalid('The provided principal was invalid. Please check the principal and try again.');
}

/** The key of the last is documented: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
function conditionOf(json: Record<string, unknown>): Pick<Statement, 'Condition'> {
  const { SourceAccount, FunctionUrlAuthType, PrincipalOrgID, EventSourceToken, SourceArn, InvokedViaFunctionUrl } =
    json;
  const set = (all: Record<string, unknown>) => Object.entries(all).filter(([, value]) => value !== undefined);
  const equals = set({
    'AWS:SourceAccount': SourceAccount,
    'lambda:FunctionUrlAuthType': FunctionUrlAuthType,
    'aws:PrincipalOrgID': PrincipalOrgID,
    'lambda:EventSourceToken': EventSourceToken,
  });
  const Condition = Object.fromEntries(
    set({
      StringEquals: equals.length > 0 ? Object.fromEntries(equals) : undefined,
      ArnLike: SourceArn === undefined ? undefined : { 'AWS:SourceArn': SourceArn },
      Bool:
        InvokedViaFunctionUrl === undefined
          ? undefined
          : { 'lambda:InvokedViaFunctionUrl': String(InvokedViaFunctionUrl) },
    }),
  );
  return Object.keys(Condition).length > 0 ? { Condition } : {};
}

/** Recorded: test_remove_multi_permissions. Without statements there is no policy. */
export function removePermission(call: LambdaCall): SandboxAnswer {
  const { query, params } = call;
  const fn = store.functionOf(call);
  const qualifier = query.get('Qualifier') ?? '';
  const Sid = params[1] ?? '';
  const statements = fn.policies.get(qualifier) ?? [];
  const left = statements.filter((one) => one.Sid !== Sid);
  if (left.length === statements.length) throw notFound(`Statement ${Sid} is not found in resource policy.`);
  const revision = query.get('RevisionId');
  if (revision !== null && revision !== fn.policyRevisions.get(qualifier)) throw stale();
  if (left.length === 0) fn.policies.delete(qualifier);
  else fn.policies.set(qualifier, left);
  fn.policyRevisions.set(qualifier, newRevision());
  return answer(204);
}

/** Recorded: test_lambda_permission_fn_versioning. The policy has a revision of its own. */
export function getPolicy(call: LambdaCall): SandboxAnswer {
  const fn = store.functionOf(call);
  const qualifier = call.query.get('Qualifier') ?? '';
  const statements = fn.policies.get(qualifier);
  if (!statements) throw notFound('The resource you requested does not exist.');
  const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
  return answer(200, { Policy, RevisionId: fn.policyRevisions.get(qualifier) });
}
