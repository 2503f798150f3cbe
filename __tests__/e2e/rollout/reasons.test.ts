import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
});
afterEach(() => place.close());

const probes = { 'probe.payload': '{}', 'probe.interval': '200ms', 'probe.count': '1' };
const role = 'arn:aws:sts::123456789012:assumed-role/checkout-execution-role/checkout';

/** The commonest ways in which a Lambda function fails. */
test.each([
  ["throw new Error('SESSION_TABLE is not set')", 'SESSION_TABLE is not set'],
  ["JSON.parse('{]')", 'SyntaxError: Expected property name'],
  ["JSON.parse('<!DOCTYPE html>')", 'Unexpected token'],
  [
    `throw new Error('User: ${role} is not authorized to perform: dynamodb:GetItem')`,
    'is not authorized to perform: dynamodb:GetItem',
  ],
  ['process.exit(137)', 'Runtime exited with error: exit status 137'],
  ['await new Promise((resolve) => setTimeout(resolve, 60_000))', 'Task timed out after'],
  ["throw new Error('login with password=hunter2 failed')", 'login with password=*** failed'],
])('%s is said in the summary and the log', async (body, reason) => {
  await place.code('two', body);
  const { code, summary, log } = await place.run({ path: 'build', rollout: '10:1s,100', ...probes });
  expect(code).toBe(1);
  // Markdown escapes what would be read as markup, and sets names as code.
  const plain = summary.replace(/\\([\\`*_{}[\]()#+\-.!<>|~])/g, '$1').replaceAll('`', '');
  expect(plain).toContain(reason);
  expect(log).toContain(reason);
  expect(summary + log).not.toContain('hunter2');
});
