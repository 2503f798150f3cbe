import { tmpdir } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { runChild } from '../../../src/sandbox/kit/child-process.js';

const run = (script: string, more: { stdin?: string; env?: Record<string, string>; timeoutMs?: number } = {}) =>
  runChild({ script, cwd: tmpdir(), timeoutMs: 30_000, ...more });

describe('runChild', () => {
  test('gives the script its input and takes its output and exit code', async () => {
    const end = await run("process.stdin.pipe(process.stdout); console.error('to stderr'); process.exitCode = 3;", {
      stdin: 'in and out',
    });
    expect({ ...end, stdout: end.stdout.toString(), stderr: end.stderr.toString() }).toMatchObject({
      code: 3,
      stdout: 'in and out',
      stderr: 'to stderr\n',
      timedOut: false,
    });
  });

  test('hands on no environment but the one given', async () => {
    process.env.SANDBOX_PARENT_SECRET = 'secret';
    const end = await run(
      'console.log(JSON.stringify([process.env.SANDBOX_PARENT_SECRET ?? null, process.env.GIVEN]))',
      {
        env: { GIVEN: 'yes' },
      },
    );
    delete process.env.SANDBOX_PARENT_SECRET;
    expect(end.stdout.toString().trim()).toBe('[null,"yes"]');
  });

  test('kills a script that does not end', async () => {
    const end = await run('setInterval(() => {}, 1000)', { timeoutMs: 300 });
    expect(end).toMatchObject({ timedOut: true, code: null, signal: 'SIGKILL' });
  });

  test('does not mind a script that leaves its input unread', async () => {
    const end = await run('process.exit(0)', { stdin: 'x'.repeat(5_000_000) });
    expect(end.code).toBe(0);
  });
});
