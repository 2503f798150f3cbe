import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
});
afterEach(() => place.close());

test('a publish that is refused after the upload does not claim that nothing was changed', async () => {
  await place.code('two');
  const body = { Type: 'User', Message: 'Code storage limit exceeded.' };
  const headers = { 'x-amzn-errortype': 'CodeStorageExceededException' };
  place.sandbox.fault({
    kind: 'answer',
    method: 'POST',
    path: '/functions/shop/versions$',
    answer: { status: 400, body, headers },
  });
  const { code, summary } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(1);
  expect(summary).toContain('uploaded, but no ready version came of it');
  expect(summary).not.toContain('nothing changed by it');
  expect(place.shares()).toEqual({ '1': 100 });
});

test('an upload that is refused changed nothing, and says so', async () => {
  await place.code('two');
  const body = { Type: 'User', Message: 'no' };
  const headers = { 'x-amzn-errortype': 'InvalidParameterValueException' };
  place.sandbox.fault({
    kind: 'answer',
    method: 'PUT',
    path: '/functions/shop/code$',
    answer: { status: 400, body, headers },
  });
  const { summary } = await place.run({ path: 'build', switch: 'true' });
  expect(summary).toContain('refused, nothing changed by it');
});
