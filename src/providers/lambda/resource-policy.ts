import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import type { Caller } from '../../core/provider.js';
import type { LambdaConnection } from './client.js';
import { LATEST } from './function-configurations.js';
import { isStatus } from './vendor-errors.js';

/** The parts of a statement that we read: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
interface Statement {
  Sid?: unknown;
  Effect?: unknown;
  Principal?: { Service?: unknown } | string | null;
}

/**
 * Services (API Gateway, S3, EventBridge, …) that may call the function without a qualifier, and so its newest code.
 * Their side of a trigger is kept by them; this permission is the half that can be read here.
 */
export async function policyCallers(aws: LambdaConnection): Promise<Caller[]> {
  const text = await policy(aws);
  if (text === undefined) return [];
  const { Statement = [] } = JSON.parse(text) as { Statement?: Statement[] };
  return Statement.filter(({ Effect }) => Effect !== 'Deny').flatMap(({ Sid, Principal }) => {
    const service = typeof Principal === 'object' ? Principal?.Service : undefined;
    if (typeof service !== 'string') return [];
    return [{ what: `the permission "${String(Sid)}" of ${service}`, qualifier: LATEST }];
  });
}

/** undefined: nobody was ever allowed anything, or this role may not ask. */
async function policy(aws: LambdaConnection): Promise<string | undefined> {
  try {
    return (await aws.ask(new GetPolicyCommand({ FunctionName: aws.fn }))).Policy;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    if (!isStatus(error, 403)) throw error;
    aws.context.log.notice(
      'lambda:GetPolicy is not allowed here, so what calls the newest code through a permission is not known.',
    );
    return undefined;
  }
}
