import { describe, expect, test } from '@jest/globals';
import { readConnection } from '../../../src/providers/invoke/connection.js';
import { check } from '../../../src/providers/invoke/index.js';
import type { InvokeTarget } from '../../../src/providers/invoke/inputs.js';

const ID = '5a3b1e00-0000-4000-8000-000000000001';
type Changes = Partial<Omit<InvokeTarget, 'invoke'>> & { invoke?: Partial<InvokeTarget['invoke']> };

const target = ({ invoke, ...more }: Changes = {}): InvokeTarget => ({
  provider: 'invoke',
  function: 'sample',
  alias: 'active',
  invoke: { url: 'https://invoke.example.com/', ...invoke },
  invokeApiKey: 'k'.repeat(64),
  ...more,
});

describe('where to work', () => {
  test('comes from the inputs first', () => {
    const env = {
      INVOKE_BASE_URL: 'https://other.example',
      INVOKE_API_KEY: 'other',
      EXECUTION_SERVICE_URL: 'https://e:1/',
    };
    expect(readConnection(target(), env)).toEqual({
      url: 'https://invoke.example.com',
      key: 'k'.repeat(64),
      executionUrl: 'https://e:1',
      reference: { name: 'sample', project: undefined },
      resolvedInputs: { 'invoke.execution-url': 'https://e:1' },
    });
  });

  test('comes from the environment otherwise, and is told to a command that is pasted elsewhere', () => {
    const env = {
      INVOKE_BASE_URL: 'https://h:3000/base/',
      INVOKE_API_KEY: 'key',
      INVOKE_EXECUTION_SERVICE_URL: 'https://h:3001',
    };
    const connection = readConnection(target({ invoke: { url: undefined }, invokeApiKey: undefined }), env);
    expect(connection).toMatchObject({ url: 'https://h:3000/base', key: 'key', executionUrl: 'https://h:3001' });
    expect(connection.resolvedInputs).toEqual({
      'invoke.url': 'https://h:3000/base',
      'invoke.execution-url': 'https://h:3001',
    });
  });

  test.each([
    [{ function: ID.toUpperCase() }, { id: ID }],
    [{ function: '@demo/my fn' }, { name: 'my fn', project: { slug: 'demo' } }],
    [
      { function: '@demo/sample', invoke: { project: 'demo' } },
      { name: 'sample', project: { slug: 'demo' } },
    ],
    [{ invoke: { project: 'demo' } }, { name: 'sample', project: { slug: 'demo' } }],
    [{ invoke: { project: ID } }, { name: 'sample', project: { id: ID } }],
  ])('reads %j', (more: Changes, wanted) => {
    expect(readConnection(target(more), {}).reference).toEqual(wanted);
  });

  test.each([
    ['invoke.url', { invoke: { url: undefined } }],
    ['invoke.url', { invoke: { url: 'ftp://x' } }],
    ['invoke.url', { invoke: { url: 'not a url' } }],
    ['invoke.url', { invoke: { url: 'https://x/?a=b' } }],
    ['invoke.url', { invoke: { url: 'https://x/api' } }],
    ['invoke.execution-url', { invoke: { executionUrl: 'file:///etc/passwd' } }],
    ['invoke-api-key', { invokeApiKey: undefined }],
    ['function', { function: '@Demo/sample' }],
    ['function', { function: '@demo' }],
    ['function', { function: 'a\u001b[31mb' }],
    ['function', { function: 'x'.repeat(101) }],
    ['invoke.project', { function: '@demo/sample', invoke: { project: 'other' } }],
    ['invoke.project', { invoke: { project: 'Not A Slug' } }],
  ])('refuses a bad `%s`: %j', (input, more: Changes) => {
    const refused = expect(() => check(target(more), {}));
    refused.toThrow(expect.objectContaining({ kind: 'input', message: expect.stringContaining(`\`${input}\``) }));
  });

  test.each([
    ['https://x/api', 'https://x'],
    ['https://x/api//', 'https://x'],
    ['https://x/base/API/', 'https://x/base'],
  ])('says what to write in place of %s', (invokeUrl, instead) => {
    const refused = expect(() => check(target({ invoke: { url: invokeUrl } }), {}));
    refused.toThrow(expect.objectContaining({ next: `Write ${instead} instead.` }));
  });

  test.each(['https://x/my-api', 'https://x/api/v', 'https://api'])('takes %s as it stands', (invokeUrl) => {
    expect(readConnection(target({ invoke: { url: invokeUrl } }), {}).url).toBe(invokeUrl);
  });

  test.each([
    ['https://me:s3cret@x', { invoke: { url: 'https://me:s3cret@x' } }],
    ['ftp://me:s3cret@x', { invoke: { url: 'ftp://me:s3cret@x' } }],
    ['a key of two lines', { invokeApiKey: 's3cret\r\nx-admin: 1' }],
  ])('never shows a secret: %s', (_what, more: Changes) => {
    const refused = expect(() => check(target(more), {}));
    refused.toThrow(expect.objectContaining({ kind: 'input', message: expect.not.stringContaining('s3cret') }));
  });
});
