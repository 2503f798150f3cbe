import { describe, expect, it } from '@jest/globals';
import { silentLog } from '../../../src/core/log.js';
import { check, open } from '../../../src/providers/lambda/index.js';
import type { LambdaTarget } from '../../../src/providers/lambda/inputs.js';
import { hurried } from './bench.js';

const target: LambdaTarget = { provider: 'aws-lambda', function: 'fn', alias: 'live', region: 'eu-west-1', create: {} };
const said = (changes: Partial<LambdaTarget>, env = {}): string => {
  try {
    check({ ...target, ...changes }, env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('bad input is refused before anything is sent', () => {
  it.each([
    [{ alias: '42' }, /`alias` is "42".*digits only/],
    [{ alias: 'a b' }, /`alias` is "a b"/],
    [{ function: 'my fn' }, /`function` is "my fn"/],
    [{ function: 'fn:live' }, /`function` is "fn:live"/],
    [{ region: 'Europe' }, /`region` is "Europe"/],
    [{ function: 'arn:aws:lambda:us-east-1:000000000000:function:fn' }, /`region`.*us-east-1/],
    [{ endpoint: 'localhost:4566' }, /`endpoint`/],
    [{ bucket: { name: 's3://b' } }, /`bucket`/],
    [{ create: { function: true, runtime: 'nodejs22.x', handler: 'index.handler' } }, /`create.role` is missing/],
    [{ create: { runtime: 'nodejs22.x' } }, /`create.runtime` is "nodejs22.x".*ignored/],
    [
      { create: { function: true, role: 'me', runtime: 'nodejs22.x', handler: 'index.handler' } },
      /`create.role` is "me".*ARN of a role/,
    ],
  ])('%j', (changes: Partial<LambdaTarget>, words: RegExp) => {
    expect(said(changes)).toMatch(words);
  });

  it.each([
    {},
    { function: '000000000000:fn' },
    { function: 'arn:aws:lambda:eu-west-1:000000000000:function:fn' },
    { region: 'us-gov-west-1' },
    { region: 'ap-southeast-2' },
    { alias: 'pr-12' },
  ])('takes %j', (changes: Partial<LambdaTarget>) => {
    expect(said(changes)).toBe('');
  });
});

const context = (env: Record<string, string>) => ({
  clock: hurried,
  log: silentLog,
  deadline: Date.now() + 5_000,
  env,
});

describe('the vendor command', () => {
  const lineOf = async (changes: Partial<LambdaTarget>, env: Record<string, string> = {}) =>
    (await open({ ...target, ...changes }, context(env))).command('live', { stable: '6' })[0]?.line;

  it('clears the weights', async () => {
    expect(await lineOf({})).toBe(
      `aws lambda update-alias --function-name fn --name live --function-version 6 --routing-config '{"AdditionalVersionWeights":{}}' --region eu-west-1`,
    );
  });

  it('names a share', async () => {
    const provider = await open(target, context({}));
    const [command] = provider.command('live', { stable: '6', canary: { version: '7', percent: 12.5 } });
    expect(command?.line).toContain(`'{"AdditionalVersionWeights":{"7":0.125}}'`);
  });

  it('takes the region from AWS_DEFAULT_REGION, which the SDK does not read', async () => {
    expect(await lineOf({ region: undefined }, { AWS_DEFAULT_REGION: 'eu-north-1' })).toMatch(/--region eu-north-1$/);
  });

  it('names another endpoint, whether it is an input or in the environment', async () => {
    expect(await lineOf({ endpoint: 'http://127.0.0.1:9' })).toMatch(/--endpoint-url http:\/\/127\.0\.0\.1:9$/);
    expect(await lineOf({}, { AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:8' })).toMatch(/127\.0\.0\.1:8$/);
  });
});
