import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
});
afterEach(() => place.close());

const probes = { 'probe.payload': '{}', 'probe.interval': '200ms' };
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

test('the last log lines of a failed probe are shown where they are asked for, without their secrets', async () => {
  const body = `console.log('opening the table orders with token=tok-123456'); throw new Error('no table')`;
  await place.code('two', body);
  const asked = { path: 'build', rollout: '10:1s,100', ...probes };
  const silent = await place.run(asked);
  expect(silent.summary + silent.log).not.toContain('opening the table');
  const { code, summary, log } = await place.run({ ...asked, 'probe.logs': 'true' });
  expect(code).toBe(1);
  expect(summary).toContain('its log ended: ');
  expect(summary).toContain('opening the table orders');
  expect(log).toMatch(/its log ended: .*opening the table orders with token=\*\*\*/);
  expect(summary + log).not.toContain('tok-123456');
});

test('logs cannot be had from a call of a URL', async () => {
  await place.code('two');
  place.sandbox.clear();
  const asked = { path: 'build', rollout: '10:1s,100', 'probe.url': place.sandbox.url, 'probe.logs': 'true' };
  const { code, log } = await place.run({ ...asked, 'probe.payload': '{}' });
  expect(code).toBe(2);
  expect(log).toContain('a call of `probe.url` returns no log');
  expect(place.writes()).toEqual([]);
});
