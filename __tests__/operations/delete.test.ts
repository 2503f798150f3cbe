import { beforeEach, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { Forge, PastDeployment } from '../../src/core/forge.js';
import type { Request } from '../../src/core/model.js';
import { aliasNote } from '../../src/core/note.js';
import { act, type Stage } from '../support/keeping.js';
import { type Memory, memory } from '../support/memory.js';

let world: Memory;
beforeEach(() => {
  world = memory();
  world.seed(9);
  world.move('live', { stable: '9' });
});

const remove = (version: string, asked: Partial<Request> = {}, more: Partial<Stage> = {}) =>
  act({ world, ...more }, { operation: 'delete', confirm: true, version, ...asked });
const left = () => [...world.versions.keys()].join(' ');

test('a number', async () => {
  const receipt = await remove('3');
  expect(left()).toBe('1 2 4 5 6 7 8 9');
  expect(receipt.removed).toMatchObject([{ kind: 'version', id: '3', outcome: 'removed' }]);
  expect(receipt.steps).toMatchObject([{ kind: 'remove', what: 'delete version 3', status: 'done' }]);
});

test('a list', async () => {
  await remove('3,5');
  expect(left()).toBe('1 2 4 6 7 8 9');
});

test('a range', async () => {
  await remove('3-7');
  expect(left()).toBe('1 2 8 9');
});

test('a list with ranges that overlap deletes each once', async () => {
  const receipt = await remove('1, 3-5, 4-6');
  expect(left()).toBe('2 7 8 9');
  expect(receipt.removals).toEqual({ removed: 5 });
});

test('a range is one listing, not a question for each number', async () => {
  await remove('3-7');
  expect(world.requests).not.toContain('version');
});

test('without `confirm` nothing is sent', async () => {
  const receipt = await remove('3', { confirm: false });
  expect(receipt.error).toMatchObject({ kind: 'input', next: expect.stringContaining('confirm: true') });
  expect(world.requests).toEqual([]);
});

test('without a version nothing is sent', async () => {
  const receipt = await act({ world }, { operation: 'delete', confirm: true });
  expect(receipt.error?.kind).toBe('input');
  expect(world.requests).toEqual([]);
});

test('a dry run tells which versions the vendor keeps for work of its own', async () => {
  world = memory({ kept: { '4': 'it has running executions' } });
  world.seed(9);
  const receipt = await remove('3-4', { confirm: undefined, dryRun: true });
  expect(receipt.removed).toMatchObject([
    { id: '3', outcome: 'planned' },
    { id: '4', outcome: 'kept', why: 'it has running executions' },
  ]);
  expect(receipt.steps.map(({ what }) => what)).toEqual(['delete version 3']);
});

test('a dry run needs no `confirm`, deletes nothing and says what would go', async () => {
  const receipt = await remove('3-4', { confirm: undefined, dryRun: true });
  expect(world.writes()).toBe(0);
  expect(receipt.outcome).toBe('planned');
  expect(receipt.removed).toMatchObject([
    { id: '3', outcome: 'planned' },
    { id: '4', outcome: 'planned' },
  ]);
});

test('what is live stops all of it', async () => {
  const receipt = await remove('7-9');
  expect(receipt.error?.message).toContain('version 9 (live sends it 100 %)');
  expect(left()).toBe('1 2 3 4 5 6 7 8 9');
});

test('what has a share stops it', async () => {
  world.move('live', { stable: '9', canary: { version: '8', percent: 10 } });
  expect((await remove('8')).error?.message).toContain('live sends it 10 %');
});

test('what another alias points at stops it', async () => {
  world.move('beta', { stable: '4' });
  expect((await remove('4')).error?.message).toContain('beta sends it 100 %');
});

test('what a rollback goes to stops it', async () => {
  world.move('live', { stable: '9' }, aliasNote({ live: '9', prev: '6' }));
  expect((await remove('6')).error?.message).toContain('a rollback of live goes to it');
});

test('what a rollout is on its way to stops it', async () => {
  world.move('live', { stable: '9' }, 'vd1 live=9 to=7');
  expect((await remove('7')).error?.message).toContain('a rollout of live');
});

test('what a trigger points at stops it', async () => {
  const callers = [{ what: 'HTTP trigger web', qualifier: '5' }];
  world = memory({ callers });
  world.seed(9);
  expect((await remove('5')).error?.message).toContain('HTTP trigger web points at it');
});

const deployed: PastDeployment = {
  id: 1,
  environment: 'production',
  operation: 'deploy',
  alias: 'live',
  before: { stable: '2' },
  references: {},
  after: { stable: '5' },
  state: 'success',
};
const forge: Forge = { save: async () => undefined, activeDeployments: async () => [deployed] };

test('what an environment holds stops it, and what a rollback there goes to', async () => {
  expect((await remove('5', {}, { forge })).error?.message).toContain('it is deployed to production');
  expect((await remove('2', {}, { forge })).error?.message).toContain('a rollback in production goes to it');
});

const blind: Forge = {
  save: async () => undefined,
  activeDeployments: async () => {
    throw new DeployError('vendor', 'GitHub said 403.', { next: 'Add `deployments: read` under `permissions:`.' });
  },
};

test('where environments cannot be read, a warning names the permission', async () => {
  const receipt = await remove('5', {}, { forge: blind });
  expect(receipt.notices.join()).toContain('deployments: read');
  expect(receipt.outcome).toBe('done');
});

test('where an environment was named and cannot be read, nothing is deleted', async () => {
  const receipt = await remove('5', { environment: 'production' }, { forge: blind });
  expect(receipt.outcome).toBe('failed');
  expect(left()).toContain('5');
});

test('a version that is gone already is said, and is no failure', async () => {
  const receipt = await remove('3,77');
  expect(receipt.outcome).toBe('done');
  expect(receipt.removed).toMatchObject([
    { id: '3', outcome: 'removed' },
    { id: '77', outcome: 'missing' },
  ]);
});

test('after one refusal the others go on, and it is said', async () => {
  world.disturb({
    method: 'remove',
    kind: 'fail',
    error: new DeployError('vendor', 'In use elsewhere.', { status: 409 }),
  });
  const receipt = await remove('3-5');
  expect(receipt.removals).toEqual({ refused: 1, removed: 2 });
  expect(receipt.notices.join()).toContain('In use elsewhere.');
});

test('nothing but refusals is a failure', async () => {
  world.disturb({ method: 'remove', kind: 'fail', times: 9, error: new DeployError('vendor', 'No.', { status: 403 }) });
  const receipt = await remove('3-5');
  expect(receipt.outcome).toBe('failed');
  expect(receipt.removals).toEqual({ refused: 3 });
});

test('"not so fast" is waited out', async () => {
  world.disturb({
    method: 'remove',
    kind: 'fail',
    times: 3,
    error: new DeployError('vendor', 'Slow.', { status: 429 }),
  });
  const receipt = await remove('3-5');
  expect(receipt.removals).toEqual({ removed: 3 });
  expect(receipt.steps.every(({ status }) => status === 'done')).toBe(true);
});
