import { CreateAliasCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silentLog } from '../../src/core/log.js';
import { init } from '../../src/init/index.js';
import { listFunctions, lookAt } from '../../src/init/look-at-vendor.js';
import { SANDBOX_KEYS } from '../../src/providers/fc/sandbox/signature.js';
import { createFc2Sandbox } from '../../src/providers/fc2/sandbox.js';
import { createFc3Sandbox } from '../../src/providers/fc3/sandbox.js';
import { createInvokeSandbox, SANDBOX_KEY } from '../../src/providers/invoke/sandbox/index.js';
import { createLambdaSandbox, KEYS } from '../../src/providers/lambda/sandbox/index.js';
import { ROLE } from '../../src/providers/lambda/sandbox/stored-functions.js';
import { type RunningSandbox, startSandbox } from '../../src/sandbox/kit/server.js';

const KEYS_OF_ALL = {
  HOME: '/nowhere',
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
  ALIBABA_CLOUD_ACCESS_KEY_ID: SANDBOX_KEYS.accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: SANDBOX_KEYS.accessKeySecret,
  INVOKE_API_KEY: SANDBOX_KEY,
};

let sandbox: RunningSandbox;
beforeAll(async () => {
  // The SDK reads its credentials from the process, as it does in a job.
  Object.assign(process.env, KEYS_OF_ALL);
  sandbox = await startSandbox({
    sandboxes: [createInvokeSandbox, createLambdaSandbox, createFc3Sandbox, createFc2Sandbox],
    scale: 0,
  });
});
afterAll(() => sandbox.close());

const host = { env: KEYS_OF_ALL, signal: new AbortController().signal, log: silentLog };
const place = (inputs: Record<string, string>) => ({ endpoint: sandbox.url, region: 'eu-central-1', ...inputs });

test.each([
  [{ provider: 'alibaba-fc3' }, ['sample']],
  [{ provider: 'alibaba-fc2', 'fc2.service': 'demo', 'fc2.account-id': '1234567890123456' }, ['other', 'sample']],
  [{ provider: 'aws-lambda' }, ['sample']],
])('%j has the functions %j', async (inputs, names) => {
  expect(await listFunctions(place(inputs), host)).toEqual(names);
  expect((await lookAt(names, place(inputs), host)).map(({ problem }) => problem)).toEqual(names.map(() => undefined));
});

test.each([[{}], [{ 'invoke.project': 'demo' }]])('Invoke, with %j', async (more) => {
  const inputs = { provider: 'invoke', 'invoke.url': sandbox.url, ...more };
  expect(await listFunctions(inputs, host)).toEqual(['sample']);
  expect(await lookAt(['sample', 'gone'], inputs, host)).toEqual([
    { name: 'sample', aliases: [] },
    { name: 'gone', problem: expect.stringContaining('no function "gone"') },
  ]);
});

test('all pages of a vendor are read', async () => {
  const aws = new LambdaClient({ endpoint: sandbox.url, region: 'us-east-1' });
  const zip = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64');
  for (let n = 0; n < 60; n++) {
    const facts = { FunctionName: `fn-${n}`, Role: ROLE, Runtime: 'nodejs22.x', Handler: 'index.handler' } as const;
    await aws.send(new CreateFunctionCommand({ ...facts, Code: { ZipFile: zip } }));
  }
  for (const FunctionName of ['fn-1', 'fn-2']) {
    await aws.send(new CreateAliasCommand({ FunctionName, Name: 'main', FunctionVersion: '$LATEST' }));
    await aws.send(new CreateAliasCommand({ FunctionName, Name: 'pr-7', FunctionVersion: '$LATEST' }));
  }
  aws.destroy();
  const found = await listFunctions(place({ provider: 'aws-lambda', region: 'us-east-1' }), host);
  expect(found).toHaveLength(61);
  // The alias that is the only one is the one that takes traffic.
  const said: string[] = [];
  const io = { ...host, cwd: '/nowhere', stdout: (text: string) => void said.push(text), stderr: () => undefined };
  const flags = ['--provider', 'aws-lambda', '--region', 'us-east-1', '--endpoint', sandbox.url, '--dry-run'];
  expect(await init(['fn-[12]', ...flags], io)).toBe(0);
  expect(said[0]).toMatch(/\n {2}alias: main\n[\s\S]*functions:\n {2}fn-1:\n {4}path: dist\n {2}fn-2:/);
});
