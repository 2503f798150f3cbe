import { describe, expect, test } from '@jest/globals';
import { readFlat } from '../../src/inputs/read-request.js';
import { providerOf } from '../../src/providers/index.js';

const KEY = '0'.repeat(64);
const LAMBDA = { operation: 'list', provider: 'aws-lambda', function: 'api', region: 'eu-west-1' };
const INVOKE = { operation: 'list', provider: 'invoke', function: '@demo/api', 'invoke-api-key': KEY };

async function checked(inputs: Record<string, string>, env: Record<string, string> = {}): Promise<string> {
  const request = readFlat(inputs);
  const { check } = await providerOf(request.provider).load();
  try {
    check(request, env);
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  }
}

const refused = (name: string, url: string) =>
  `Input \`${name}\` is "${url}": sends keys and code in clear: anybody on the way could read and change them.`;

describe('an address without TLS', () => {
  test.each([
    ['endpoint', { ...LAMBDA, endpoint: 'http://lambda.example.com' }, {}],
    ['AWS_ENDPOINT_URL', LAMBDA, { AWS_ENDPOINT_URL: 'http://lambda.example.com' }],
    ['AWS_ENDPOINT_URL_LAMBDA', LAMBDA, { AWS_ENDPOINT_URL_LAMBDA: 'http://lambda.example.com' }],
  ])('is refused in %s', async (name, inputs, env) => {
    expect(await checked(inputs, env)).toContain(refused(name, 'http://lambda.example.com').slice(0, 60));
    expect(await checked({ ...inputs, 'allow.insecure-endpoint': 'true' }, env)).toBe('taken');
  });

  test('is refused for both addresses of Invoke', async () => {
    const url = 'http://invoke.example.com';
    expect(await checked({ ...INVOKE, 'invoke.url': url })).toContain('in clear');
    expect(await checked({ ...INVOKE, 'invoke.url': 'https://x.example', 'invoke.execution-url': url })).toContain(
      'in clear',
    );
    expect(await checked(INVOKE, { INVOKE_BASE_URL: url })).toContain('in clear');
    expect(await checked({ ...INVOKE, 'invoke.url': url, 'allow.insecure-endpoint': 'true' })).toBe('taken');
  });
});

test.each(['http://127.0.0.1:4010', 'http://localhost:4010', 'http://[::1]:4010', 'https://x.example'])(
  '%s needs no leave',
  async (url) => {
    expect(await checked({ ...LAMBDA, endpoint: url })).toBe('taken');
    expect(await checked({ ...INVOKE, 'invoke.url': url })).toBe('taken');
  },
);
