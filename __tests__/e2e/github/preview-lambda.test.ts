import { afterEach, beforeEach, expect, test } from '@jest/globals';
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
