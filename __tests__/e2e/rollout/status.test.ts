import { LambdaClient, UpdateAliasCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KEYS } from '../../../src/providers/lambda/sandbox/signature.js';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
let aws: LambdaClient;

beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  aws = new LambdaClient({ region: 'eu-central-1', endpoint: place.sandbox.url, credentials: KEYS });
});
afterEach(() => place.close());

test('a nightly job is green while everything is as the last run left it', async () => {
  place.sandbox.clear();
  const { code, summary } = await place.run({ operation: 'status' });
  expect(code).toBe(0);
  expect(summary).toContain('version 1 is live, as the last run left it');
  expect(place.writes()).toEqual([]);
});

test('and ends with 4 when somebody moved the alias or changed the configuration', async () => {
  await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'shop', Timeout: 7 }));
  const changed = await place.run({ operation: 'status' });
  expect(changed.code).toBe(4);
  expect(changed.summary).toMatch(/configured otherwise than version 1.*Timeout 3 → 7/);
  await place.code('two');
  await place.run({ path: 'build' });
  await aws.send(new UpdateAliasCommand({ FunctionName: 'shop', Name: 'live', FunctionVersion: '2' }));
  const moved = await place.run({ operation: 'status' });
  expect(moved.code).toBe(4);
  expect(moved.summary).toContain('moved by hand or by another tool');
  expect(moved.summary).toContain('one thing is not as the last run left it');
});
