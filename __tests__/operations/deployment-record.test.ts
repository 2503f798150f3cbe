import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { silentLog } from '../../src/core/log.js';
import type { Package, Request } from '../../src/core/model.js';
import { githubForge } from '../../src/github/index.js';
import { fakeClock } from '../support/clock.js';
import { type Github, type GithubOptions, github } from '../support/github.js';
import { act } from '../support/keeping.js';
import { BARE, type Memory, memory } from '../support/memory.js';
import { makePackage } from '../support/package.js';

let hub: Github;
let world: Memory;
let one: Package;
let two: Package;

const start = async (options?: GithubOptions) => {
  hub = await github(options);
};

beforeEach(async () => {
  await start();
  world = memory({ can: BARE });
  one = await makePackage({ 'index.js': 'one' });
  two = await makePackage({ 'index.js': 'two' });
});
afterEach(() => hub.close());

/** As on Invoke: one alias, no notes. */
const go = (asked: Partial<Request>, pkg?: Package) =>
  act(
    {
      world,
      can: BARE,
      pkg,
      workflowRun: { commit: 'c0ffee', runUrl: 'https://github.example/octo/shop/actions/runs/1' },
      forge: githubForge({ env: hub.env(), token: 't0ken', log: silentLog, save: () => undefined, clock: fakeClock() }),
    },
    { provider: 'invoke', alias: 'active', environment: 'production', ...asked },
  );
const deploy = (pkg: Package, asked = {}) => go({ path: 'build', switch: true, ...asked }, pkg);
const states = () => hub.deployments.map(({ statuses }) => statuses[0]?.state);
const live = () => world.aliases.get('active')?.split.stable;

test('a deploy that switches is a deployment with what was live before', async () => {
  await deploy(one);
  const receipt = await deploy(two);
  expect(states()).toEqual(['inactive', 'success']);
  expect(hub.deployments[1]?.payload).toMatchObject({
    before: { stable: '1' },
    after: { stable: '2' },
    operation: 'deploy',
  });
  expect(hub.deployments[1]?.statuses[0]).toMatchObject({ environment_url: 'https://active.example.test/' });
  expect(receipt.deployment).toMatchObject({ environment: 'production' });
});

test('a deploy that moves nothing is no deployment', async () => {
  await deploy(one, { switch: false });
  expect(hub.deployments).toEqual([]);
});

test('a dry run is no deployment', async () => {
  await deploy(one, { dryRun: true });
  expect(hub.requests).toEqual([]);
});

test('the deployment is in progress before traffic moves', async () => {
  const seen: unknown[] = [];
  world.disturb({ method: 'point', kind: 'race', by: () => void seen.push(states()) });
  await deploy(one);
  expect(seen).toEqual([['in_progress']]);
});

test('a move that fails is a failure, and the one before stays', async () => {
  await deploy(one);
  world.disturb({ method: 'point', kind: 'fail' });
  const receipt = await deploy(two);
  expect(receipt.outcome).toBe('failed');
  expect(states()).toEqual(['success', 'failure']);
});

test('a rollback without a version goes to what the last deployment says was live', async () => {
  await deploy(one);
  world.seed(1);
  await deploy(two);
  const receipt = await go({ operation: 'rollback' });
  expect(live()).toBe('1');
  expect(receipt.error).toBeUndefined();
  expect(states()).toEqual(['inactive', 'inactive', 'success']);
});

test('a second rollback without a version is refused, and names the candidates', async () => {
  await deploy(one);
  await deploy(two);
  await go({ operation: 'rollback' });
  const receipt = await go({ operation: 'rollback' });
  expect(receipt.error?.message).toContain('rolled back from version 2 already');
  expect(receipt.error?.next).toContain('To go forward to version 2 again, name it.');
  expect(live()).toBe('1');
});

test('a rollback after a move by hand is refused', async () => {
  await deploy(one);
  await deploy(two);
  world.seed(1);
  world.move('active', { stable: '3' });
  const receipt = await go({ operation: 'rollback' });
  expect(receipt.error?.message).toContain('moved by another tool');
});

test('a rollback without an environment says where it would be written down', async () => {
  await deploy(one);
  await deploy(two);
  const receipt = await go({ operation: 'rollback', environment: undefined });
  expect(receipt.error?.message).toContain('`environment`');
});

test('without the permission the deploy goes on, with one warning that names the line', async () => {
  await hub.close();
  await start({ permissions: ['contents: read'] });
  const receipt = await deploy(one);
  expect(receipt.outcome).toBe('done');
  expect(live()).toBe('1');
  expect(receipt.notices.filter((text) => text.includes('`deployments: write`'))).toHaveLength(1);
});

test('GitHub not answering does not stop a deploy', async () => {
  const env = hub.env({ GITHUB_API_URL: 'http://127.0.0.1:9' });
  const forge = githubForge({ env, token: 't0ken', log: silentLog, save: () => undefined, clock: fakeClock() });
  const asked = { provider: 'invoke', alias: 'active', environment: 'production', path: 'b', switch: true } as const;
  const receipt = await act({ world, can: BARE, pkg: one, forge }, asked);
  expect(receipt.outcome).toBe('done');
  expect(receipt.notices.join()).toContain('GitHub did not answer');
});

/** As on AWS Lambda: weights, and notes that tell a version's commit. */
const full = (asked: Partial<Request>, commit: string, pkg?: Package) =>
  act(
    {
      world,
      pkg,
      workflowRun: { commit, runUrl: 'https://github.example/octo/shop/actions/runs/1' },
      forge: githubForge({ env: hub.env(), token: 't0ken', log: silentLog, save: () => undefined, clock: fakeClock() }),
    },
    { alias: 'live', environment: 'production', ...asked },
  );

test('a canary stays in progress and retires nothing; what ends it retires both', async () => {
  world = memory();
  await full({ path: 'build', switch: true }, 'aaaaaaaaaaaa', one);
  await full({ path: 'build', canaryWeight: 10 }, 'bbbbbbbbbbbb', two);
  expect(states()).toEqual(['success', 'in_progress']);
  expect(hub.deployments[1]?.statuses[0]?.description).toBe('version 1 (90 %) and version 2 (10 %)');
  await full({ operation: 'promote' }, 'cccccccccccc');
  expect(states()).toEqual(['inactive', 'inactive', 'success']);
});

test('a rollback and a promotion carry the commit of the code that goes live', async () => {
  world = memory();
  await full({ path: 'build', switch: true }, 'aaaaaaaaaaaa', one);
  await full({ path: 'build', switch: true }, 'bbbbbbbbbbbb', two);
  const receipt = await full({ operation: 'rollback' }, 'cccccccccccc');
  expect(hub.deployments.map(({ ref }) => ref)).toEqual(['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'aaaaaaaaaaaa']);
  expect(receipt.liveCommit).toBe('aaaaaaaaaaaa');
});
