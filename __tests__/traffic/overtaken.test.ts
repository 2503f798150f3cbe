import { beforeEach, describe, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { Ancestry } from '../../src/core/forge.js';
import type { Package } from '../../src/core/model.js';
import { aliasNote } from '../../src/core/note.js';
import { parseSchedule } from '../../src/rollout/schedule.js';
import type { Disturbance } from '../support/disturb.js';
import { type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

const OURS = '2'.repeat(40);
const THEIRS = '3'.repeat(40);
let world: Memory;
let pkg: Package;

beforeEach(async () => {
  world = memory();
  world.seed(2);
  world.move('live', { stable: '1' }, aliasNote({ live: '1', commit: '1'.repeat(12), run: '10' }));
  pkg = await makePackage({ 'index.js': 'ours' });
});

/** Somebody else makes version 2 live at the worst moment. */
const race = (note: string | undefined, method: Disturbance['method'] = 'point') =>
  world.disturb({ method, kind: 'race', by: () => world.move('live', { stable: '2' }, note ?? '') });
const theirs = aliasNote({ live: '2', prev: '1', commit: THEIRS.slice(0, 12), run: '20' });

const deploy = (ancestry: Ancestry, asked = {}) =>
  operate(
    {
      world,
      pkg,
      workflowRun: { commit: OURS, runId: '15' },
      // What was live at the start is older in any case.
      forge: { ancestry: async (_, head) => (THEIRS.startsWith(head) ? ancestry : 'descendant') },
    },
    { path: 'build', switch: true, ...asked },
  );

describe('a deploy that finds another one live', () => {
  test('of a newer commit leaves it there: green, with a notice, and nothing is offered', async () => {
    race(theirs);
    const receipt = await deploy('ancestor');
    expect(receipt).toMatchObject({ outcome: 'superseded', switched: false, changed: true, after: { stable: '2' } });
    expect([receipt.error, receipt.suggestions]).toEqual([undefined, []]);
    expect(receipt.notices.join()).toContain('A newer commit went live during this run, and stays: live is version 2');
  });

  test('of an older commit goes on, and its way back leads to that one', async () => {
    race(theirs);
    const receipt = await deploy('descendant');
    expect(receipt).toMatchObject({ outcome: 'done', switched: true, before: { stable: '2' }, after: { stable: '3' } });
    expect(receipt.suggestions[0]?.inputs).toMatchObject({ operation: 'rollback', version: '2' });
  });

  test('lets the numbers of the runs decide where nobody knows', async () => {
    race(theirs);
    expect(await deploy('unknown')).toMatchObject({ outcome: 'superseded', after: { stable: '2' } });
  });

  test('before it had looked at the alias leaves it there as well', async () => {
    world.move('live', { stable: '2' }, `${theirs} at=2026-01-02T00:00:00Z`);
    expect(await deploy('ancestor')).toMatchObject({ outcome: 'superseded', changed: false, after: { stable: '2' } });
  });

  test('goes on all the same with `allow: older`', async () => {
    race(theirs);
    expect(await deploy('ancestor', { allow: { older: true } })).toMatchObject({ outcome: 'done' });
  });
});

describe('a rollout that finds another deploy live at its first step', () => {
  const rollout = { switch: false, rollout: parseSchedule('50:1s,100') };

  test('of a newer commit leaves it there', async () => {
    race(theirs);
    expect(await deploy('ancestor', rollout)).toMatchObject({
      outcome: 'superseded',
      switched: false,
      after: { stable: '2' },
    });
  });

  test('of an older commit begins again, from there', async () => {
    race(theirs);
    const receipt = await deploy('descendant', rollout);
    expect(receipt).toMatchObject({
      outcome: 'done',
      before: { stable: '2' },
      after: { stable: '3' },
      rollout: { from: '2' },
    });
  });

  test('of a newer commit between two steps leaves it there as well, and no other begins again', async () => {
    const between = (note: string) =>
      world.disturb({ method: 'point', kind: 'race', skip: 1, by: () => world.move('live', { stable: '2' }, note) });
    between(theirs);
    expect(await deploy('ancestor', rollout)).toMatchObject({ outcome: 'superseded', after: { stable: '2' } });
    world.move('live', { stable: '1' }, aliasNote({ live: '1', commit: '1'.repeat(12), run: '10' }));
    between(theirs);
    expect(await deploy('descendant', rollout)).toMatchObject({ error: { kind: 'conflict' }, after: { stable: '2' } });
  });

  test('by a person stays an error', async () => {
    race(undefined);
    expect(await deploy('descendant', rollout)).toMatchObject({ error: { kind: 'conflict' }, after: { stable: '2' } });
  });
});

test.each([
  ['a person in the console', undefined],
  ['a rollback', aliasNote({ live: '2', undone: '1', run: '20' })],
  ['a promotion of a version that was named', aliasNote({ live: '2', prev: '1', run: '20' })],
  ['a note about something else', aliasNote({ live: '1', commit: THEIRS.slice(0, 12), run: '20' })],
])('a deploy never moves over %s', async (_, note) => {
  race(note);
  const receipt = await deploy('descendant');
  expect(receipt).toMatchObject({ error: { kind: 'conflict' }, switched: false, after: { stable: '2' } });
});

test('a deploy never moves over a canary that began meanwhile', async () => {
  const split = { stable: '1', canary: { version: '2', percent: 10 } };
  world.disturb({ method: 'point', kind: 'race', by: () => world.move('live', split, theirs) });
  expect(await deploy('descendant')).toMatchObject({ error: { kind: 'conflict' }, after: split });
});

test('a change of the alias that moved nothing is no reason to stop', async () => {
  world.disturb({ method: 'point', kind: 'race', by: () => world.move('live', { stable: '1' }) });
  expect(await deploy('descendant')).toMatchObject({
    outcome: 'done',
    before: { stable: '1' },
    after: { stable: '3' },
  });
});

test.each([
  ['promote', { operation: 'promote', version: '2' }],
  ['rollback', { operation: 'rollback', version: '2' }],
] as const)('a %s that somebody else made at the same moment is done', async (_, asked) => {
  race(undefined);
  expect(await operate({ world }, asked)).toMatchObject({ outcome: 'done', switched: false, after: { stable: '2' } });
});

describe('somebody else uploads between upload and publish', () => {
  const conflict = () =>
    world.disturb({ method: 'publish', kind: 'fail', error: new DeployError('conflict', 'Someone else uploaded.') });

  test('the code is uploaded again', async () => {
    conflict();
    conflict();
    expect(await deploy('descendant')).toMatchObject({ outcome: 'done', after: { stable: '3' } });
    expect(world.requests.filter((one) => one === 'publish')).toHaveLength(3);
  });

  test('not when a newer commit went live meanwhile', async () => {
    conflict();
    world.disturb({ method: 'alias', kind: 'race', skip: 1, by: () => world.move('live', { stable: '2' }, theirs) });
    expect(await deploy('ancestor')).toMatchObject({ outcome: 'superseded', changed: false, after: { stable: '2' } });
  });
});
