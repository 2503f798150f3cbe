import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { given, hurried, recipe } from '../../support/recipes.js';
import { bare, DIST, paste, runAction } from '../../support/run-dist.js';

let place: LambdaPlace;
let sandbox: ChildProcess | undefined;
beforeEach(async () => {
  place = await lambdaPlace();
});
afterEach(async () => {
  sandbox?.kill();
  await place.close();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The runner's file: a line for each variable. */
const parse = (file: Buffer): Record<string, string> =>
  Object.fromEntries(
    file
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('=') as [string, string]),
  );

test('the sandbox is started, waited for, deployed to and looked into by the lines on the page', async () => {
  const [start, deploy, look] = recipe('Rehearse in the sandbox').steps;
  const port = String(await freePort());
  const here = (text = '') => text.replaceAll('4010', port);
  const [first = '', wait = ''] = here(start?.run).split('\n');
  const [, options] = /^npx --yes 'github:OWNER\/versioned-deploy#v1' (.*) &$/.exec(first) ?? [];
  await place.write({ 'github-env': '' });
  const GITHUB_ENV = path.join(place.cwd, 'github-env');
  const env = { ...bare(), GITHUB_ENV };
  sandbox = spawn(process.execPath, [DIST, ...(options ?? '').split(' ')], { env, stdio: 'ignore' });
  expect((await paste(wait, { cwd: place.cwd })).stdout).toContain('healthy');
  await place.code('one');
  const inputs = hurried(given(deploy?.with));
  const { code, log } = await runAction({
    inputs: { ...inputs, endpoint: here(inputs.endpoint) },
    env: { ...parse(await readFile(GITHUB_ENV)), AWS_EC2_METADATA_DISABLED: 'true' },
    cwd: place.cwd,
  });
  expect([code, log]).toEqual([0, expect.stringContaining('version 1 is live')]);
  const { stdout } = await paste(here(look?.run), { cwd: place.cwd });
  expect(JSON.parse(stdout).functions['eu-central-1/sample'].aliases[0].FunctionVersion).toBe('1');
});
