import { AddPermissionCommand, CreateFunctionUrlConfigCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { KEYS } from '../../../src/providers/lambda/sandbox/signature.js';
import { eventFile } from '../../support/events.js';
import { type Github, github } from '../../support/github.js';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import type { Inputs } from '../../support/run-dist.js';

let place: LambdaPlace;
let hub: Github;

beforeEach(async () => {
  hub = await github();
  place = await lambdaPlace();
  await place.first();
});
afterEach(async () => {
  await place.close();
  await hub.close();
});

async function preview(event: Parameters<typeof eventFile>[0], inputs: Inputs = {}) {
  const env = hub.env({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: await eventFile(event) });
  return place.run({ operation: 'preview', path: 'build', 'github-token': 't0ken', ...inputs }, env);
}
const comments = () => (hub.comments.get(12) ?? []).map(({ body }) => body);
const list = async () =>
  JSON.parse((await place.run({ operation: 'list' })).outputs.versions ?? '[]') as { version: string }[];

test('an alias of its own with a URL, a comment, and live untouched', async () => {
  await place.code('two');
  const { code, outputs, log } = await preview({}, { preview: '{url: true}' });
  expect(log).toContain('pr-12');
  expect(code).toBe(0);
  expect(outputs.url).toContain('http');
  expect(place.shares()).toEqual({ '1': 100 });
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).toContain('pr-12');
});

test('the comment says how the URL is called, when it was written, and for which commit', async () => {
  await place.code('two');
  await preview({}, { preview: '{url: true}' });
  expect(comments()[0]).toMatch(/\*\*Try it\*\* \[.*made for signed requests/);
  expect(comments()[0]).toMatch(/Updated \d{4}-\d\d-\d\d \d\d:\d\d UTC for commit `[0-9a-f]{7}` by \[this run\]/);
});

test('a push that fails leaves the preview, and the comment says that it is the one of an earlier push', async () => {
  await place.code('two');
  await preview({});
  await place.code('three');
  place.sandbox.fault({ method: 'POST', path: '/versions$', kind: 'answer', answer: { status: 400, body: {} } });
  const { code } = await preview({});
  expect(code).toBe(1);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).toContain('**The last push failed:** `pr-12` still serves version 2, from an earlier push.');
});

test('closed: alias, URL and version are gone, and the comment says so', async () => {
  await place.code('two');
  await preview({}, { preview: '{url: true}' });
  const { code, log } = await preview({ action: 'closed' });
  expect(log).toContain('removed');
  expect(code).toBe(0);
  expect((await list()).map(({ version }) => version)).toEqual(['1']);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).toContain('removed');
});

describe('where somebody calls the newest upload', () => {
  let url: string;
  beforeEach(async () => {
    const aws = new LambdaClient({ region: 'eu-central-1', endpoint: place.sandbox.url, credentials: KEYS });
    const facts = { FunctionName: 'shop', Principal: '*', StatementId: 'url', FunctionUrlAuthType: 'NONE' as const };
    const made = await aws.send(new CreateFunctionUrlConfigCommand({ FunctionName: 'shop', AuthType: 'NONE' }));
    await aws.send(new AddPermissionCommand({ ...facts, Action: 'lambda:InvokeFunctionUrl' }));
    const invoke = { FunctionName: 'shop', Principal: '*', StatementId: 'invoke', InvokedViaFunctionUrl: true };
    await aws.send(new AddPermissionCommand({ ...invoke, Action: 'lambda:InvokeFunction' }));
    url = made.FunctionUrl ?? '';
    await place.code('two');
  });
  const word = async () => ((await (await fetch(url)).json()) as { word: string }).word;

  test('a preview is refused before the upload, with both ways out', async () => {
    place.sandbox.clear();
    const { code, log } = await preview({});
    expect(code).toBe(1);
    expect(log).toContain('`adopt`');
    expect(log).toContain('`latest-callers: protect`');
    expect(place.writes()).toEqual([]);
  });

  test('a preview that protects them leaves them with the live code, and says for how long they had not', async () => {
    const { code, summary } = await preview({}, { 'latest-callers': 'protect' });
    expect(code).toBe(0);
    expect(await word()).toBe('one');
    expect(place.shares()).toEqual({ '1': 100 });
    expect(summary).toMatch(/held this upload for/);
    const closed = await preview({ action: 'closed' }, { 'latest-callers': 'protect' });
    expect([closed.code, await word()]).toEqual([0, 'one']);
  });
});
