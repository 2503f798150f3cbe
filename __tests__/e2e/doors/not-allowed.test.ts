import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import type { Inputs } from '../../support/run-dist.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  await place.code('two');
});
afterEach(() => place.close());

/** As IAM answers: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const denied = (message: string) => ({
  status: 403,
  body: { Message: message },
  headers: { 'x-amzn-errortype': 'AccessDeniedException' },
});
const NAMED =
  'User: arn:aws:sts::123456789012:assumed-role/deploy/run is not authorized to perform: lambda:UpdateAlias on resource: arn:aws:lambda:eu-central-1:123456789012:function:shop because no identity-based policy allows the lambda:UpdateAlias action';

const UPDATE = { method: 'PUT', path: '/aliases/live$', kind: 'answer' } as const;
const PAGE = 'https://github.com/acme/versioned-deploy/blob/v1/docs/permissions.md#by-operation';
const AS_ACTION = { GITHUB_ACTION_REPOSITORY: 'acme/versioned-deploy', GITHUB_ACTION_REF: 'v1' };

test('a 403 names the action that AWS names, and the summary links the page', async () => {
  place.sandbox.fault({ ...UPDATE, answer: denied(NAMED) });
  const { code, summary, log } = await place.run({ path: 'build', switch: 'true' }, AS_ACTION);
  expect(code).toBe(1);
  expect(summary).toContain('**Allow lambda:UpdateAlias in the policy of this job’s role.**');
  expect(summary).toContain(`[\`docs/permissions.md#by-operation\`](<${PAGE}>)`);
  expect(log).toContain(`See ${PAGE}`);
});

test('a 403 without a name is answered with the action of the request', async () => {
  place.sandbox.fault({ ...UPDATE, answer: denied('no') });
  const { summary } = await place.run({ path: 'build', switch: 'true' });
  expect(summary).toContain('Allow lambda:UpdateAlias in the policy');
  expect(summary).toContain('See `docs/permissions.md#by-operation`.');
});

test('an explicit deny is another matter', async () => {
  place.sandbox.fault({
    ...UPDATE,
    answer: denied(NAMED.replace(/because.*/, 'with an explicit deny in a service control policy')),
  });
  const { summary } = await place.run({ path: 'build', switch: 'true' });
  expect(summary).toContain('A policy denies lambda:UpdateAlias explicitly');
});

test('a rollback of a function that does not exist advises to create nothing', async () => {
  const asked: Inputs[] = [{ operation: 'rollback' }, { operation: 'promote', version: '1' }, { operation: 'list' }];
  for (const inputs of asked) {
    const { code, summary } = await place.run({ ...inputs, function: 'shpo' });
    expect(code).toBe(1);
    expect(summary).toContain('There is no function "shpo" in eu-central-1.');
    expect(summary).not.toMatch(/create/i);
  }
});
