import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventFile } from '../../support/events.js';
import { type Github, github } from '../../support/github.js';
import { handler, type InvokePlace, invokePlace, KEY } from '../../support/invoke.js';
import type { Inputs } from '../../support/run-dist.js';

let place: InvokePlace;
let hub: Github;

beforeEach(async () => {
  hub = await github();
  place = await invokePlace();
  await place.live('one');
});
afterEach(async () => {
  await place.close();
  await hub.close();
});

async function preview(event: Parameters<typeof eventFile>[0], inputs: Inputs = {}) {
  const env = hub.env({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: await eventFile(event) });
  const asked = {
    operation: 'preview',
    path: 'build',
    'preview.function': 'sample-pr-{number}',
    'github-token': 't0ken',
  };
  return place.run({ ...asked, ...inputs }, env);
}

async function functions(): Promise<{ name: string; requires_api_key: boolean }[]> {
  const answer = await fetch(`${place.sandbox.url}/api/functions`, { headers: { 'x-api-key': KEY } });
  return ((await answer.json()) as { data: { name: string; requires_api_key: boolean }[] }).data;
}
const comments = () => (hub.comments.get(12) ?? []).map(({ body }) => body);

test('the preview runs beside the function, in one of its own, and a comment says where', async () => {
  await place.write({ 'build/index.js': handler('two') });
  const { code, outputs, log } = await preview({});
  expect(log).toContain('preview of pull request 12');
  expect(code).toBe(0);
  expect(await (await fetch(outputs.url ?? '')).text()).toContain('two');
  expect(await place.answer()).toContain('one');
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).toContain('sample-pr-12');
  expect(comments()[0]).toContain("+export default async (req, res) => { res.json({ word: 'two' }); };");
});

test('the next push brings function and comment up to date', async () => {
  await preview({});
  await place.write({ 'build/index.js': handler('three') });
  const { outputs } = await preview({ action: 'synchronize' });
  expect(await (await fetch(outputs.url ?? '')).text()).toContain('three');
  expect((await functions()).filter(({ name }) => name === 'sample-pr-12')).toHaveLength(1);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).toContain('callers may still see version 1 for up to 30 s');
});

test('when the pull request is closed, the function goes, and the comment says so', async () => {
  await preview({});
  const { code } = await preview({ action: 'closed' }, { path: 'not/built' });
  expect(code).toBe(0);
  expect((await functions()).map(({ name }) => name)).toEqual(['sample']);
  expect(comments()).toHaveLength(1);
  expect(comments()[0]).toContain('removed');
});

test('a function that nobody made for a preview is not deleted', async () => {
  const { code, log } = await preview({ action: 'closed' }, { 'preview.function': 'sample' });
  expect(code).toBe(2);
  expect(log).toContain('{number}');
  const [first] = await functions();
  await fetch(`${place.sandbox.url}/api/functions`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'sample-pr-12', project_id: (first as unknown as { project_id: string }).project_id }),
  });
  const closed = await preview({ action: 'closed' });
  expect(closed.log).toContain('not made for a preview');
  expect((await functions()).map(({ name }) => name)).toContain('sample-pr-12');
});

test('a function that was there first is not taken over, and nothing is sent to it', async () => {
  const [first] = await functions();
  await fetch(`${place.sandbox.url}/api/functions`, {
    method: 'POST',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'orders-12', project_id: (first as unknown as { project_id: string }).project_id }),
  });
  const before = place.sandbox.requests().length;
  const { code, log } = await preview({}, { 'preview.function': 'orders-{number}' });
  expect(code).toBe(1);
  expect(log).toContain('The function "orders-12" exists already, and was not made for a preview.');
  const sent = place.sandbox.requests().slice(before);
  expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('a fork without secrets is skipped, green', async () => {
  const before = place.sandbox.requests().length;
  const head = { id: 9, full_name: 'mallory/shop' };
  const { code, summary } = await preview({ head }, { 'invoke-api-key': '' });
  expect(code).toBe(0);
  expect(summary).toContain('skipped');
  expect(place.sandbox.requests()).toHaveLength(before);
  expect(comments()).toEqual([]);
});

test('without the permission the preview is there, and one warning names the line', async () => {
  await hub.close();
  hub = await github({ permissions: ['contents: read'] });
  const { code, log } = await preview({});
  expect(code).toBe(0);
  expect(log.match(/pull-requests: write/g)).not.toBeNull();
});
