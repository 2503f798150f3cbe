import { describe, expect, test } from '@jest/globals';
import { cli } from '../../src/cli.js';

type Window = { columns?: number };

async function typed(...words: (string | Window)[]) {
  const argv = words.filter((word) => typeof word === 'string');
  const [stdout = {}] = words.filter((word) => typeof word !== 'string');
  const out: string[] = [];
  const error: string[] = [];
  const code = await cli(argv, {
    env: {},
    cwd: '/',
    script: 'index.js',
    signal: new AbortController().signal,
    stdout: (text) => void out.push(text),
    stderr: (text) => void error.push(text),
    windows: { stdout: { ...stdout, isTTY: stdout.columns !== undefined }, stderr: {} },
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
    expect(out).toMatch(/--limit [^-]*Default: 50\./);
    expect(out).not.toMatch(/--canary-weight/);
  });

  test('of the sandbox', async () => expect((await typed('sandbox', '--help')).out).toMatch(/--port/));

  test('keeps to the window, or to what a pager shows', async () => {
    const longest = async (columns?: number) => {
      const { out } = await typed({ columns }, 'help', 'deploy');
      return Math.max(...out.split('\n').map((line) => line.length));
    };
    expect(await longest()).toBeLessThanOrEqual(80);
    expect(await longest()).toBeGreaterThan(70);
    expect(await longest(44)).toBeLessThanOrEqual(44);
    expect(await longest(300)).toBeLessThanOrEqual(100);
  });

  test('leaves out what only a workflow reads, and that is not taken either', async () => {
    expect((await typed('help', 'deploy')).out).not.toMatch(/--upload-artifact|--rollback-workflow/);
    const { code, error } = await typed('deploy', '--upload-artifact');
    expect([code, error]).toEqual([2, 'Input `upload-artifact` is read in a workflow only.\nLeave it out here.']);
  });

  test('about nonsense suggests what was meant', async () => {
    const { code, error } = await typed('help', 'rolback');
    expect(code).toBe(2);
    expect(error).toContain('Did you mean `rollback`?');
  });

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
