import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Deployment } from '../../src/core/forge.js';
import { silentLog } from '../../src/core/log.js';
import type { Receipt, TrafficSplit } from '../../src/core/model.js';
import { newReceipt } from '../../src/core/receipt.js';
import { githubForge } from '../../src/github/index.js';
import { type Github, type GithubOptions, github } from '../support/github.js';

let world: Github;
const start = async (options?: GithubOptions) => {
  world = await github(options);
};
const forge = () => githubForge({ env: world.env(), token: 't0ken', log: silentLog, save: () => undefined });

beforeEach(() => start());
afterEach(() => world.close());

const receipt = (more: Partial<Receipt> = {}): Receipt => ({
  ...newReceipt({ operation: 'deploy', provider: 'invoke', function: 'api', alias: 'active' }, new Date(0)),
  workflowRun: { commit: 'c0ffee', runUrl: 'https://github.example/octo/shop/actions/runs/1' },
  ...more,
});

/** One whole deployment from `from` to `to`. */
async function deployed(from: string | null, to: string, more: Partial<Receipt> = {}, environment = 'production') {
  const now = receipt({ before: from === null ? null : { stable: from }, ...more });
  const next: TrafficSplit = { stable: to };
  const opened = (await forge().openDeployment?.(environment, now, next)) as Deployment;
  await forge().endDeployment?.(opened, now, { state: 'success', description: `version ${to}` });
  return opened;
}

const states = () => world.deployments.map(({ statuses }) => statuses[0]?.state);

test('a deployment is opened without required checks and without a merge, and is in progress', async () => {
  const opened = await forge().openDeployment?.('production', receipt({ before: { stable: '6' } }), { stable: '7' });
  expect(world.deployments[0]).toMatchObject({ ref: 'c0ffee', environment: 'production', required_contexts: [] });
  expect(world.deployments[0]?.auto_merge).toBe(false);
  expect(states()).toEqual(['in_progress']);
  expect(opened?.url).toBe('https://github.example/octo/shop/deployments/production');
});

test('the payload is the receipt without paths, errors and long lists', async () => {
  const pack = { file: '/home/me/x.zip', bytes: 1, sha256: 'a', manifestSha256: 'b', files: 1, unpackedBytes: 1 };
  const error = { kind: 'vendor', message: 'key AKIA…' };
  const now = receipt({ before: { stable: '6' }, package: pack, error, notices: ['hush'] });
  await forge().openDeployment?.('production', now, { stable: '7' });
  const payload = world.deployments[0]?.payload;
  expect(payload).toMatchObject({ schema: 1, function: 'api', before: { stable: '6' }, after: { stable: '7' } });
  expect(JSON.stringify(payload)).not.toMatch(/home|AKIA|hush/);
});

test('a success ends the one before, in production too', async () => {
  await deployed('5', '6');
  await deployed('6', '7');
  expect(states()).toEqual(['inactive', 'success']);
});

test('a success leaves other functions of the environment alone', async () => {
  await deployed('5', '6', { function: 'worker' }, 'staging');
  await deployed('6', '7', {}, 'staging');
  expect(states()).toEqual(['success', 'success']);
});

test('a success leaves other aliases of the function alone', async () => {
  await deployed('5', '6', { alias: 'beta' });
  await deployed('6', '7');
  expect(states()).toEqual(['success', 'success']);
});

test('a failure leaves the one before as it is', async () => {
  await deployed('5', '6');
  const now = receipt({ before: { stable: '6' } });
  const opened = (await forge().openDeployment?.('production', now, { stable: '7' })) as Deployment;
  await forge().endDeployment?.(opened, now, { state: 'failure', description: 'probe failed' });
  expect(states()).toEqual(['success', 'failure']);
});

test('a rollback says so on the one it ends', async () => {
  await deployed('6', '7');
  await deployed('7', '6', { operation: 'rollback', effect: 'goes-back' });
  expect(world.deployments[0]?.statuses[0]).toMatchObject({ state: 'inactive', description: 'Rolled back: version 6' });
});

test('what was live before is read back from the last success', async () => {
  await deployed('5', '6');
  await deployed('6', '7');
  const now = receipt({ before: { stable: '7' } });
  const opened = (await forge().openDeployment?.('production', now, { stable: '8' })) as Deployment;
  await forge().endDeployment?.(opened, now, { state: 'failure', description: 'probe failed' });
  expect(await forge().lastDeployed?.('production', receipt())).toMatchObject({
    before: { stable: '6' },
    after: { stable: '7' },
    operation: 'deploy',
  });
});

test('a payload that comes back as text is read too, and one of another tool is not', async () => {
  await deployed('6', '7');
  for (const one of world.deployments) one.payload = JSON.stringify(one.payload);
  const foreign = { stable: '1; rm -rf' };
  const task = world.deployments[0]?.task ?? '';
  const payload = { provider: 'invoke', function: 'api', alias: 'active', after: foreign };
  world.deployments.push({
    id: 9999,
    ref: 'x',
    task,
    environment: 'production',
    payload,
    statuses: [{ state: 'success' }],
  });
  expect(await forge().lastDeployed?.('production', receipt())).toMatchObject({ after: { stable: '7' } });
});

test('the active ones are those of every environment and alias', async () => {
  await deployed('5', '6');
  await deployed('6', '7');
  await deployed('4', '5', {}, 'staging');
  await deployed('2', '3', { alias: 'beta' });
  await deployed('8', '9', { function: 'worker' });
  const active = (await forge().activeDeployments?.(receipt())) ?? [];
  expect(active.map(({ after }) => after.stable).sort()).toEqual(['3', '5', '7']);
});

test('without the permission, the error names the line to add', async () => {
  await world.close();
  await start({ permissions: ['contents: read'] });
  await expect(forge().openDeployment?.('production', receipt(), { stable: '7' })).rejects.toMatchObject({
    next: expect.stringContaining('`deployments: write`'),
  });
});

test('long names and sentences are cut to what GitHub takes', async () => {
  await deployed('6', '7', { function: 'f'.repeat(200) });
  const again = receipt({ function: 'f'.repeat(200) });
  expect(await forge().lastDeployed?.('production', again)).toMatchObject({ after: { stable: '7' } });
});

test('a deployment whose first status got lost still gets its last', async () => {
  world.fail(/^POST .*statuses/, 502);
  await deployed('6', '7');
  expect(states()).toEqual(['success']);
});

/** Deployments of this place that failed, one after the other. */
function failures(count: number) {
  const task = world.deployments[0]?.task ?? '';
  const payload = { provider: 'invoke', function: 'api', alias: 'active', after: { stable: '8' } };
  for (let id = 5000; id < 5000 + count; id++) {
    const statuses = [{ state: 'failure' }, { state: 'in_progress' }];
    world.deployments.push({ id, ref: 'x', task, environment: 'production', payload, statuses });
  }
}

test('failed deployments after the last success are not asked for one by one', async () => {
  await deployed('6', '7');
  failures(80);
  const before = world.requests.length;
  expect(await forge().lastDeployed?.('production', receipt())).toMatchObject({ after: { stable: '7' } });
  expect(world.requests.slice(before)).toHaveLength(2);
});

test('where GraphQL is refused, they are', async () => {
  await deployed('6', '7');
  failures(3);
  world.fail(/graphql/, 404);
  expect(await forge().lastDeployed?.('production', receipt())).toMatchObject({ after: { stable: '7' } });
});
