import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { given, hurried, recipe } from '../../support/recipes.js';
import { SIGNALS } from '../../support/run-dist.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
});
afterEach(() => place.close());

const canary = () => ({ ...given(recipe('Canary with automatic rollback').ours[0]), function: 'shop' });
const alarmed = () => ({ ...given(recipe('Let CloudWatch decide').ours[0]), function: 'shop' });
const good = () => place.code('two', 'return { ok: true }');

test('the schedule on the page is one that this action takes', async () => {
  await good();
  const { code, log } = await place.run({ ...canary(), 'dry-run': 'true' });
  expect([code, log]).toEqual([0, expect.stringContaining('10 % for 5 min, 50 % for 10 min, then 100 %')]);
});

test('a good version goes all the way', async () => {
  await good();
  const { code, summary } = await place.run(hurried(canary()));
  expect([code, place.shares()]).toEqual([0, { '2': 100 }]);
  expect(summary).toContain('version 2 is live');
});

test('a version that says that it is not well meets no caller', async () => {
  await place.code('two', 'return { ok: false }');
  const { code, summary } = await place.run(hurried(canary()));
  expect([code, place.shares()]).toEqual([1, { '1': 100 }]);
  expect(summary).toContain('json.ok');
});

(SIGNALS ? test : test.skip)('a cancelled rollout puts its traffic back', async () => {
  await good();
  const { child, end } = await place.start({ ...hurried(canary()), rollout: '10:5m,100' });
  child.stdout?.on('data', () => {
    if (place.shares()?.['2'] === 10) child.kill('SIGINT');
  });
  expect((await end).code).not.toBe(0);
  expect(place.shares()).toEqual({ '1': 100 });
});

test('alarms that are quiet let a rollout pass, and one that rings takes it back', async () => {
  await good();
  place.sandbox.set('aws-lambda', { alarms: { 'checkout-live-errors': 'OK', 'checkout-live-latency': 'OK' } });
  expect((await place.run(hurried(alarmed()))).code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
  await place.code('three', 'return { ok: 3 }');
  place.sandbox.set('aws-lambda', { alarms: { 'checkout-live-errors': 'ALARM', 'checkout-live-latency': 'OK' } });
  const { code, summary } = await place.run(hurried(alarmed()));
  expect([code, place.shares()]).toEqual([1, { '2': 100 }]);
  expect(summary).toContain('checkout-live-errors');
});

test('an alarm without data passes nothing: hence `notBreaching`', async () => {
  await good();
  const unknown = { 'checkout-live-errors': 'INSUFFICIENT_DATA', 'checkout-live-latency': 'INSUFFICIENT_DATA' };
  place.sandbox.set('aws-lambda', { alarms: unknown });
  const { code, summary } = await place.run(hurried(alarmed()));
  expect([code, place.shares()]).toEqual([1, { '1': 90, '2': 10 }]);
  expect(summary).toContain('no data');
});
