import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { bare, DIST, SIGNALS } from '../../support/run-dist.js';

test('the sandbox says how to point a workflow at it, serves, and ends when told to', async () => {
  const child = spawn(process.execPath, [DIST, 'sandbox', '--port', '0'], { env: bare() as NodeJS.ProcessEnv });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  while (!/Ctrl\+C/.test(said)) await once(child.stdout, 'data');
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
  const health = await fetch(`${url}/_sandbox/health`);
  expect(await health.json()).toMatchObject({ sandboxes: ['invoke', 'aws-lambda', 'alibaba-fc3', 'alibaba-fc2'] });
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  if (SIGNALS) expect(code).toBe(0);
});

test('each start has keys of its own', async () => {
  const keys = new Set<string>();
  for (let start = 0; start < 2; start++) {
    const child = spawn(process.execPath, [DIST, 'sandbox', '--port', '0'], { env: bare() as NodeJS.ProcessEnv });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    while (!/_sandbox\/requests/.test(said)) await once(child.stdout, 'data');
    keys.add(/INVOKE_API_KEY: (\w{64})/.exec(said)?.[1] ?? '');
    child.kill();
    await once(child, 'exit');
  }
  expect(keys.size).toBe(2);
  expect(keys).not.toContain('');
});

test('a port that is none is refused with a sentence', async () => {
  const child = spawn(process.execPath, [DIST, 'sandbox', '--port', 'http'], { env: bare() as NodeJS.ProcessEnv });
  expect((await once(child, 'exit'))[0]).toBe(2);
});
