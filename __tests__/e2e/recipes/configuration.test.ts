import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { KEYS } from '../../../src/providers/lambda/sandbox/signature.js';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  const aws = new LambdaClient({ endpoint: place.sandbox.url, region: 'eu-central-1', credentials: KEYS });
  const Environment = { Variables: { STAGE: 'hidden-value', TOKEN: 'hidden-value' } };
  await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'shop', Timeout: 7, Environment }));
  aws.destroy();
});
afterEach(() => place.close());

test('a deploy that only configuration caused says so', async () => {
  const { code, log, summary } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(0);
  expect(place.shares()).toEqual({ 2: 100 });
  expect(log).toContain(
    'The code is that of version 1; what differs is the configuration: Timeout 3 → 7, 2 variables.',
  );
  expect(summary).toContain('Timeout 3 → 7, variable STAGE added, variable TOKEN added');
  expect(log + summary).not.toContain('hidden-value');
});

test('a dry run says so, too', async () => {
  const { log, summary } = await place.run({ path: 'build', 'dry-run': 'true' });
  expect(summary).toContain('would publish a version for its configuration (Timeout 3 → 7, 2 variables)');
  expect(log).toContain('variable STAGE added');
});

test('a dry run of a role that cannot read the variables says that they may differ', async () => {
  place.sandbox.set('aws-lambda', { decrypts: false });
  const { log, summary } = await place.run({ path: 'build', 'dry-run': 'true' });
  expect(summary).toContain('Timeout 3 → 7, perhaps variables, which cannot be read here');
  expect(log).toContain('since this role cannot read them');
});

test('diff shows it beside the files', async () => {
  const { code, log, summary } = await place.run({ operation: 'diff', path: 'build' });
  expect(code).toBe(0);
  expect(summary).toContain('no file differs (1 the same), and Timeout 3 → 7, 2 variables');
  expect(summary).toContain('Configuration: Timeout 3 → 7, variable STAGE added');
  expect(log).toContain('configuration: Timeout 3 → 7, variable STAGE added');
});
