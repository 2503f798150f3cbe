import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { actionsOf } from '../../support/aws-actions.js';
import { eventFile } from '../../support/events.js';
import { awsJobs } from '../../support/example-workflows.js';
import { type Github, github } from '../../support/github.js';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { given } from '../../support/recipes.js';
import { type Env, type Inputs, ROOT } from '../../support/run-dist.js';

// A policy that lacks what an example sends ends the example; one that has more than it sends is given away.

interface Policy {
  Statement: { Action: string[]; Resource: string | string[] }[];
}

const policyOf = (role: string): Policy =>
  JSON.parse(readFileSync(path.join(ROOT, 'examples', 'policies', `${role}.json`), 'utf8')) as Policy;

const allowed = (role: string) =>
  policyOf(role)
    .Statement.flatMap(({ Action }) => Action)
    .sort();

let place: LambdaPlace;
let hub: Github;
beforeEach(async () => {
  hub = await github();
  place = await lambdaPlace();
  await place.code('one', "return { ok: true, word: 'one' }");
  await place.first();
  place.sandbox.clear();
});
afterEach(async () => {
  await place.close();
  await hub.close();
});

const sent = (...also: string[]) => [...new Set([...actionsOf(place.sandbox.requests()), ...also])].sort();

/** Asked only where a function has provisioned concurrency and a weight, which no example has. */
const PROVISIONED = 'lambda:GetProvisionedConcurrencyConfig';

/** Runs our step of a job as it stands in the example, for the function of the sandbox. */
async function job(workflow: string, name: string, env: Env = {}, values: Record<string, string> = {}): Promise<void> {
  const found = awsJobs().find((one) => one.workflow === workflow && one.job === name);
  const expressions = { 'inputs.version': '', 'inputs.dry-run || false': 'false', ...values };
  await run({ ...given(found?.inputs, expressions), function: 'shop' }, env);
}

async function run(inputs: Inputs, env: Env = {}): Promise<void> {
  const { code, log } = await place.run(inputs, env);
  expect([code, log]).toEqual([0, expect.anything()]);
}

const good = (word: string) => place.code(word, `return { ok: true, word: '${word}' }`);

test('deploy-checkout: deploy.yml, canary.yml and rollback.yml send what its policy allows, and all of it', async () => {
  await good('two');
  await job('deploy.yml', 'deploy');
  await job('deploy.yml', 'deploy');
  await good('three');
  await job('canary.yml', 'canary');
  await job('canary.yml', 'promote');
  await job('rollback.yml', 'rollback');
  // The first deploy of a function that has no alias yet.
  await run({ path: 'build', switch: 'true', alias: 'blue', 'create.alias': 'true' });
  expect(sent(PROVISIONED)).toEqual(allowed('deploy-checkout'));
});

test('preview-checkout: a preview is made, made again and taken away with its policy', async () => {
  const on = async (action: string) =>
    hub.env({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: await eventFile({ action }) });
  await good('two');
  await job('preview.yml', 'preview', await on('opened'));
  await good('three');
  await job('preview.yml', 'preview', await on('synchronize'));
  await job('preview.yml', 'preview', await on('closed'));
  expect(sent()).toEqual(allowed('preview-checkout'));
});

test('cleanup-checkout: old versions and previews go with its policy', async () => {
  const env = hub.env({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: await eventFile({}) });
  await good('two');
  await run({ operation: 'preview', path: 'build', preview: '{url: true}' }, env);
  for (const word of ['three', 'four']) {
    await good(word);
    await run({ path: 'build', switch: 'true' });
  }
  place.sandbox.clear();
  await run({ operation: 'cleanup', retention: '{keep: 1, previews: 0d}' });
  await job('cleanup.yml', 'cleanup');
  expect(sent()).toEqual(allowed('cleanup-checkout'));
});
