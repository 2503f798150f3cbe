import { setTimeout as sleep } from 'node:timers/promises';
import {
  AddPermissionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KEYS } from '../../../src/providers/lambda/sandbox/signature.js';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
let aws: LambdaClient;
let url: string;

beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  aws = new LambdaClient({ region: 'eu-central-1', endpoint: place.sandbox.url, credentials: KEYS });
  url = await openUrl();
});
afterEach(() => place.close());

/** A function URL without a qualifier, open to everybody: the default wiring. */
async function openUrl(Qualifier?: string): Promise<string> {
  const facts = { FunctionName: 'shop', Qualifier };
  await aws.send(new CreateFunctionUrlConfigCommand({ ...facts, AuthType: 'NONE' }));
  const statement = { ...facts, StatementId: 'all', Principal: '*', FunctionUrlAuthType: 'NONE' as const };
  await aws.send(new AddPermissionCommand({ ...statement, Action: 'lambda:InvokeFunctionUrl' }));
  const invoke = { ...facts, StatementId: 'all-2', Principal: '*', Action: 'lambda:InvokeFunction' };
  await aws.send(new AddPermissionCommand({ ...invoke, InvokedViaFunctionUrl: true }));
  const { FunctionUrl = '' } = await aws.send(new GetFunctionUrlConfigCommand(facts));
  return FunctionUrl;
}

/** What a caller of the URL gets right now. */
const word = async (): Promise<string> => {
  const answer = await fetch(url);
  return answer.ok ? ((await answer.json()) as { word: string }).word : `status ${answer.status}`;
};

/** Calls the URL all the time while `work` runs: every answer in order, without repetitions. */
async function during(work: Promise<unknown>): Promise<string[]> {
  const seen: string[] = [];
  let done = false;
  void work.finally(() => {
    done = true;
  });
  while (!done) {
    const now = await word();
    if (seen.at(-1) !== now) seen.push(now);
    await sleep(20);
  }
  return seen;
}

const broken = 'throw new Error("no")';
const gated = { path: 'build', rollout: 'all-at-once', 'probe.payload': '{}' };

describe('a caller of the unqualified URL', () => {
  test('keeps what it had when a gate would be none for it', async () => {
    await place.code('two', broken);
    const { code, log } = await place.run(gated);
    expect(code).toBe(1);
    expect(log).toContain('1 caller of $LATEST (function URL');
    expect(await word()).toBe('one');
  });

  test('is told of when the run goes on all the same: it gets the broken build, and the summary says so', async () => {
    await place.code('two', broken);
    const { summary, code } = await place.run({ ...gated, 'latest-callers': 'warn' });
    expect(code).toBe(1);
    expect(await word()).toBe('status 502');
    expect(summary).toMatch(/1 caller of \\?\$LATEST gets version 2 now/);
    expect(summary).toContain('--latest-callers protect');
    expect(summary).toMatch(/\*\*\\\$LATEST\*\* \| function URL/);
  });

  test('has the live code again after the line that the summary prints', async () => {
    await place.code('two');
    await place.run({ path: 'build', switch: 'true' });
    expect(await word()).toBe('two');
    await place.run({ operation: 'rollback' });
    expect(await word()).toBe('two');
    const mended = await place.run({ operation: 'rollback', version: '1', 'latest-callers': 'protect' });
    expect(mended.code).toBe(0);
    expect(await word()).toBe('one');
    expect(place.shares()).toEqual({ '1': 100 });
  });

  test('meets a protected broken build only for the moment between upload and publish', async () => {
    await place.code('two', broken);
    const run = place.run({ ...gated, 'latest-callers': 'protect' });
    const seen = await during(run);
    expect((await run).code).toBe(1);
    expect(seen.filter((one) => one !== 'status 502')).toEqual(seen.length > 1 ? ['one', 'one'] : ['one']);
    expect(await word()).toBe('one');
    expect((await run).summary).toMatch(/held this upload for/);
  });
});

test('an alias that points at $LATEST is pinned, and a canary beside it is one', async () => {
  await aws.send(new DeleteFunctionUrlConfigCommand({ FunctionName: 'shop' }));
  await aws.send(new UpdateAliasCommand({ FunctionName: 'shop', Name: 'live', FunctionVersion: '$LATEST' }));
  await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'shop', Timeout: 5 }));
  await place.code('two');
  const { code, summary } = await place.run({ path: 'build', 'canary-weight': '10' });
  expect(code).toBe(0);
  expect(place.shares()).toEqual({ '2': 90, '3': 10 });
  expect(summary).toContain('live pointed at');
  const back = await place.run({ operation: 'rollback' });
  expect([back.code, place.shares()]).toEqual([0, { '2': 100 }]);
});

describe('a run that protects and is killed', () => {
  test.each([
    ['upload', 'PUT', '/functions/shop/code$'],
    ['publish', 'POST', '/functions/shop/versions$'],
  ])('at its %s gives the live code back in its post step', async (_, method, path) => {
    const asked = { path: 'build', 'latest-callers': 'protect' };
    await place.code('two');
    place.sandbox.clear();
    place.sandbox.fault({ method, path, times: 99, kind: 'lose' });
    const { child, end } = await place.start(asked);
    const sent = () => place.writes().some((write) => write.method === method && new RegExp(path).test(write.path));
    while (!sent() && child.exitCode === null) await sleep(5);
    child.kill('SIGKILL');
    const { state } = await end;
    place.sandbox.calm();
    expect(await word()).toBe('two');
    const post = await place.post(asked, state);
    expect(await word()).toBe('one');
    expect(post.summary).toMatch(/version 1 is still live/);
  });
});
