import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Ancestry } from '../../src/core/forge.js';
import type { Package } from '../../src/core/model.js';
import { type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

const OLD = '1'.repeat(40);
const NEW = '2'.repeat(40);
let world: Memory;
let one: Package;
let two: Package;

beforeEach(async () => {
  world = memory();
  one = await makePackage({ 'index.js': 'one' });
  two = await makePackage({ 'index.js': 'two' });
  await operate({ world, pkg: two, workflowRun: { commit: NEW, runId: '20' } }, { path: 'build', switch: true });
});

/** The older run comes late. */
const late = (ancestry: Ancestry | undefined, runId = '10', asked = {}) =>
  operate(
    { world, pkg: one, workflowRun: { commit: OLD, runId }, forge: ancestry && { ancestry: async () => ancestry } },
    { path: 'build', switch: true, ...asked },
  );

describe('a run that was overtaken', () => {
  test('does not put its older commit live, and publishes nothing', async () => {
    const writes = world.writes();
    const receipt = await late('ancestor');
    expect(receipt.error).toMatchObject({ kind: 'refused' });
    expect(receipt.error?.message).toContain('is an ancestor of 222222222222, which is live');
    expect(world.writes()).toBe(writes);
  });

  test('may, when that is wanted', async () => {
    expect(await late('ancestor', '10', { allow: { older: true } })).toMatchObject({
      outcome: 'done',
      after: { stable: '2' },
    });
  });

  test('is judged by its number when nobody knows how the commits relate, and that is said', async () => {
    const receipt = await late('unknown');
    expect(receipt.notices.join()).toContain('could not be found out');
    expect(receipt.error?.message).toContain('run 10 is older than run 20');
  });

  test('passes with a younger number when nobody knows', async () => {
    expect(await late(undefined, '30')).toMatchObject({ outcome: 'done' });
  });

  test('passes when the commits are on different lines', async () => {
    expect(await late('diverged')).toMatchObject({ outcome: 'done' });
  });

  test('is not asked about when it moves nothing', async () => {
    expect(await late('ancestor', '10', { switch: false })).toMatchObject({ outcome: 'done', switched: false });
  });

  test('is held back after a rollback too: its number is older than that of the run that rolled back', async () => {
    await late('diverged');
    await operate({ world, workflowRun: { commit: NEW, runId: '40' } }, { operation: 'rollback' });
    const receipt = await late('diverged', '35');
    expect(receipt.error?.message).toContain('run 35 is older than run 40, which moved it last');
  });

  test('is judged by the code that is live after a rollback, not by the commit of the run that rolled back', async () => {
    await late('diverged');
    await operate({ world, workflowRun: { commit: NEW, runId: '40' } }, { operation: 'rollback' });
    expect(await late('ancestor', '50')).toMatchObject({ outcome: 'done' });
  });

  test('is judged by the canary’s commit once that was promoted', async () => {
    const three = await makePackage({ 'index.js': 'three' });
    const source = { commit: '3'.repeat(40), runId: '30' };
    await operate({ world, pkg: three, workflowRun: source }, { path: 'build', canaryWeight: 10 });
    await operate({ world, workflowRun: { commit: '4'.repeat(40), runId: '31' } }, { operation: 'promote' });
    expect((await late('ancestor', '50')).error?.message).toContain('is an ancestor of 333333333333');
  });

  test('does not stand in the way of a rollback', async () => {
    await late('diverged');
    const receipt = await operate(
      { world, workflowRun: { commit: OLD, runId: '1' }, forge: { ancestry: async () => 'ancestor' } },
      { operation: 'rollback' },
    );
    expect(receipt).toMatchObject({ outcome: 'done', after: { stable: '1' } });
  });
});
