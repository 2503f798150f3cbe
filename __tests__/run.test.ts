import { expect, test } from '@jest/globals';
import { silentLog } from '../src/core/log.js';
import { githubForge } from '../src/github/index.js';
import { run } from '../src/run.js';
import { eventFile } from './support/events.js';

const FORK = { id: 2, full_name: 'mallory/shop' };

/** A preview whose inputs came from `vars` and `secrets`, which a fork's run does not get. */
async function preview(head: object | undefined, operation = 'preview') {
  const env = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: await eventFile({ head }) };
  const forge = githubForge({ env, log: silentLog, save: () => undefined });
  const given = { operation, provider: 'aws-lambda', function: '' };
  const door = { env, workspace: '/', script: '', log: silentLog, forge, signal: new AbortController().signal };
  return (await run(given, door)).receipt;
}

test('a fork’s pull request is skipped, even where the inputs are empty for lack of variables', async () => {
  const receipt = await preview(FORK);
  expect(receipt.outcome).toBe('skipped');
  expect(receipt.error).toBeUndefined();
  expect(receipt.notices.join()).toContain('comes from a fork');
});

test('an empty input of our own pull request is an error', async () => {
  expect((await preview(undefined)).error?.message).toContain('`function`');
});

test('an empty input of another operation is an error in a fork too', async () => {
  expect((await preview(FORK, 'deploy')).error?.message).toContain('`function`');
});
