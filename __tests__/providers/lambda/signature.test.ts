import * as sdk from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { SESSION_KEYS } from '../../../src/providers/lambda/sandbox/index.js';
import { onBench, REGION } from './bench.js';

const on = onBench();

/** What AWS said no with: status, name, words. */
async function no(work: Promise<unknown>): Promise<[number | undefined, string, string]> {
  const error = (await work.then(
    () => new Error('it was accepted'),
    (thrown: unknown) => thrown,
  )) as sdk.LambdaServiceException;
  return [error.$metadata?.httpStatusCode, error.name, error.message];
}

describe('a signature', () => {
  const client = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
    new sdk.LambdaClient({ endpoint: on().sandbox.url, region: REGION, credentials, maxAttempts: 1 });
  const ask = (one: sdk.LambdaClient) => no(one.send(new sdk.GetFunctionCommand({ FunctionName: 'sample' })));

  it('by a wrong secret is refused', async () => {
    const wrong = client({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wrong' });
    expect((await ask(wrong)).slice(0, 2)).toEqual([403, 'InvalidSignatureException']);
  });

  it('of a stranger is refused', async () => {
    const stranger = client({ accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' });
    expect((await ask(stranger)).slice(0, 2)).toEqual([403, 'UnrecognizedClientException']);
  });

  it('of a session needs its token', async () => {
    const { sessionToken: _token, ...bare } = SESSION_KEYS;
    expect((await ask(client(bare)))[0]).toBe(403);
    expect((await ask(client(SESSION_KEYS)))[2]).toBe('it was accepted');
  });

  it('is needed at all', async () => {
    const answer = await fetch(`${on().sandbox.url}/2015-03-31/functions/sample`);
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ]);
  });
});
