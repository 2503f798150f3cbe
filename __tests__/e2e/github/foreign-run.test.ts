import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import type { Inputs } from '../../support/run-dist.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  await place.code('two');
  place.sandbox.clear();
});
afterEach(() => place.close());

async function runOn(
  name: string,
  payload: object,
  inputs: Inputs = { path: 'build', switch: 'true' },
  env: Record<string, string> = {},
) {
  const file = path.join(place.cwd, 'event.json');
  await writeFile(file, JSON.stringify(payload));
  return place.run(inputs, { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: file, ...env });
}

const pull = (head: number) => ({
  number: 7,
  pull_request: { number: 7, head: { sha: 'a'.repeat(40), repo: { id: head } }, base: { repo: { id: 1 } } },
});
const follows = (head: number | undefined) => ({
  repository: { id: 1 },
  workflow_run: { head_repository: head === undefined ? null : { id: head } },
});

test.each([
  ['pull_request_target', pull(2), 'Pull request 7 comes from a fork'],
  ['workflow_run', follows(2), 'A workflow run of a fork'],
  ['workflow_run', follows(undefined), 'A workflow run of a fork'],
  ['workflow_run', {}, 'A workflow run of a fork'],
])('%s of a fork writes nothing: %j', async (name, payload, words) => {
  const asked: (Inputs | undefined)[] = [
    undefined,
    { operation: 'rollback', version: '1' },
    { operation: 'adopt', confirm: 'true' },
  ];
  for (const inputs of asked) {
    const { code, summary } = await runOn(name, payload, inputs);
    expect([code, summary]).toEqual([1, expect.stringContaining(words)]);
  }
  expect(place.sandbox.requests()).toEqual([]);
});

test.each([
  ['pull_request_target', pull(1)],
  ['workflow_run', follows(1)],
  ['push', {}],
])('%s of this repository goes live', async (name, payload) => {
  expect((await runOn(name, payload)).code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
});

test('a fork may be allowed by name, and reading needs no leave', async () => {
  const allowed = { path: 'build', switch: 'true', allow: 'fork' };
  expect((await runOn('workflow_run', follows(2), allowed)).code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
  expect((await runOn('workflow_run', follows(2), { operation: 'list' })).code).toBe(0);
  expect((await runOn('workflow_run', follows(2), { path: 'build', switch: 'true', 'dry-run': 'true' })).code).toBe(0);
});

test('an event that cannot be read writes nothing', async () => {
  const { code } = await runOn('pull_request_target', { number: 7 });
  expect(code).toBe(2);
  expect(place.sandbox.requests()).toEqual([]);
});

/** The address as an environment that a fork may have written has it. */
const fromEnvironment = () => ({ AWS_ENDPOINT_URL_LAMBDA: place.sandbox.url });
const withoutEndpoint = { operation: 'list', endpoint: '' };

test.each([
  ['pull_request', pull(2), 'Pull request 7 comes from a fork'],
  ['pull_request_target', pull(2), 'Pull request 7 comes from a fork'],
  ['workflow_run', follows(2), 'A workflow run of a fork'],
])('in a %s of a fork, nothing goes where the environment says, not even with leave', async (name, payload, words) => {
  const { code, summary } = await runOn(name, payload, { ...withoutEndpoint }, fromEnvironment());
  expect([code, summary]).toEqual([1, expect.stringContaining(words)]);
  expect(summary).toContain('AWS_ENDPOINT_URL_LAMBDA');
  expect(place.sandbox.requests()).toEqual([]);
});

test('elsewhere it is said in log and summary where requests go', async () => {
  const { code, log, summary } = await runOn('push', {}, { ...withoutEndpoint }, fromEnvironment());
  expect(code).toBe(0);
  expect(log).toContain(`Requests go to ${place.sandbox.url}, as AWS_ENDPOINT_URL_LAMBDA says.`);
  expect(summary).toContain('Requests go to');
});
