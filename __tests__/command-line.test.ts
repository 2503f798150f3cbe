import { describe, expect, test } from '@jest/globals';
import { cli } from '../src/cli.js';

async function typed(...argv: string[]) {
  const out: string[] = [];
  const error: string[] = [];
  const code = await cli(argv, {
    env: {},
    cwd: '/',
    script: 'index.js',
    signal: new AbortController().signal,
    stdout: (text) => void out.push(text),
    stderr: (text) => void error.push(text),
  });
  return { code, out: out.join('\n'), error: error.join('\n') };
}

describe('help', () => {
  test.each([['help'], ['--help'], ['-h'], []])('%s shows all operations and inputs', async (...argv) => {
    const { code, out } = await typed(...argv);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}rollback +go back/m);
    expect(out).toMatch(/--canary-weight/);
  });

  test.each([
    ['help', 'list'],
    ['list', '--help'],
    ['list', '--provider', 'invoke', '-h'],
  ])('%s %s shows only what that operation reads', async (...argv) => {
    const { code, out } = await typed(...argv);
    expect(code).toBe(0);
    expect(out).toMatch(/--limit .*Default: 50\./);
    expect(out).not.toMatch(/--canary-weight/);
  });

  test('of the sandbox', async () => expect((await typed('sandbox', '--help')).out).toMatch(/--port/));

  test('never shows an input for a key', async () => expect((await typed('help')).out).not.toMatch(/--invoke-api-key/));
});

describe('a misspelt word', () => {
  test('an operation', async () => {
    const { code, error } = await typed('rolback');
    expect(code).toBe(2);
    expect(error).toMatch(/`operation` is "rolback", which is not one of the choices\.\nDid you mean `rollback`\?/);
  });

  test('a provider, shortened', async () => {
    const { error, out } = await typed('list', '--provider', 'lambda', '--function', 'api');
    expect(out + error).toMatch(/Did you mean `aws-lambda`\?/);
  });

  test('nothing near is guessed', async () => expect((await typed('launch')).error).not.toMatch(/Did you mean/));
});

test('a missing provider names those that exist', async () => {
  const { out } = await typed('list', '--function', 'api');
  expect(out).toMatch(/`provider` is missing.*\n.*`invoke`, `aws-lambda`, `alibaba-fc3` or `alibaba-fc2`/);
});
