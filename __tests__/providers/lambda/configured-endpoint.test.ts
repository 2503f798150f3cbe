import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { configuredEndpoints } from '../../../src/providers/lambda/configured-endpoint.js';
import type { LambdaTarget } from '../../../src/providers/lambda/inputs.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aws-'));
  file = join(folder, 'config');
  writeFileSync(
    file,
    [
      '# AWS',
      '[default]',
      'region = eu-west-1',
      'endpoint_url = https://plain.example',
      '[profile  shop]',
      'services = mine',
      'endpoint_url=https://shop.example',
      '[profile quiet]',
      'endpoint_url = https://quiet.example',
      'ignore_configured_endpoint_urls = true',
      '[services mine]',
      's3 =',
      '  endpoint_url = https://s3.example',
      'lambda =',
      '  endpoint_url = https://lambda.example',
    ].join('\n'),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const target = (endpoint?: string) => ({ function: 'sample', endpoint }) as LambdaTarget;
const found = (env: Record<string, string>, endpoint?: string) =>
  configuredEndpoints(target(endpoint), { AWS_CONFIG_FILE: file, ...env }).map(({ url }) => url);

test.each([
  ['the default profile', {}, ['https://plain.example']],
  ['a profile with services of its own', { AWS_PROFILE: 'shop' }, ['https://lambda.example']],
  ['a profile that wants none', { AWS_PROFILE: 'quiet' }, []],
  ['a profile that is not there', { AWS_PROFILE: 'nope' }, []],
  ['a variable before the profile', { AWS_ENDPOINT_URL: 'https://env.example' }, ['https://env.example']],
  [
    'the variable for Lambda before that for all',
    { AWS_ENDPOINT_URL: 'https://env.example', AWS_ENDPOINT_URL_LAMBDA: 'https://one.example' },
    ['https://one.example'],
  ],
  ['those beside Lambda too', { AWS_ENDPOINT_URL_S3: 'https://s3.x' }, ['https://plain.example', 'https://s3.x']],
  ['none where they are to be ignored', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, []],
  ['none without a file', { AWS_CONFIG_FILE: '/nowhere/at/all' }, []],
])('%s', (_, env, urls) => expect(found(env as Record<string, string>)).toEqual(urls));

test('an input is the last word', () => expect(found({}, 'https://input.example')).toEqual([]));
