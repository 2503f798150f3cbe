import { writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { readPullRequest } from '../../src/github/pull-request-event.js';
import { eventFile } from '../support/events.js';

const facts = async (
  event: Parameters<typeof eventFile>[0],
  env: Record<string, string> = {},
): ReturnType<typeof readPullRequest> =>
  readPullRequest({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: await eventFile(event), ...env });

test('a pull request of the same repository', async () => {
  expect(await facts({})).toEqual({
    number: 12,
    event: 'pull_request',
    closed: false,
    commit: 'c0ffee0000000000000000000000000000000001',
    fork: false,
    dependabot: false,
  });
});

test('a fork is another repository', async () => {
  expect(await facts({ head: { id: 9, full_name: 'mallory/shop' } })).toMatchObject({ fork: true });
});

test('a fork that was deleted is still a fork', async () => {
  expect(await facts({ head: null })).toMatchObject({ fork: true });
});

test('Dependabot is known by who opened the pull request', async () => {
  expect(await facts({ user: 'dependabot[bot]' })).toMatchObject({ dependabot: true });
});

test('Dependabot is known by who pushed last', async () => {
  expect(await facts({}, { GITHUB_ACTOR: 'dependabot[bot]' })).toMatchObject({ dependabot: true });
});

test('a push is about no pull request', async () => {
  expect(await facts({}, { GITHUB_EVENT_NAME: 'push' })).toBeUndefined();
});

test('a payload that is no JSON is refused', async () => {
  const file = await eventFile();
  await writeFile(file, '{');
  await expect(readPullRequest({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: file })).rejects.toMatchObject({
    kind: 'input',
  });
});

test('a payload without a number is refused', async () => {
  const file = await eventFile();
  await writeFile(file, '{"pull_request":{"number":"12; rm","head":{"sha":"x"}}}');
  await expect(readPullRequest({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: file })).rejects.toMatchObject({
    kind: 'input',
  });
});

test('a pull request that is closed stays closed when somebody labels it', async () => {
  expect(await facts({ action: 'closed' })).toMatchObject({ closed: true });
  expect(await facts({ action: 'labeled', state: 'closed' })).toMatchObject({ closed: true });
});
