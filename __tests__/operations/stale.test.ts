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
  await operate({ world, pkg: two, source: { commit: NEW, runId: '20' } }, { path: 'build', switch: true });
});

/** The older run comes late. */
const late = (ancestry: Ancestry | undefined, runId = '10', asked = {}) =>
  operate(
    { world, pkg: one, source: { commit: OLD, runId }, forge: ancestry && { ancestry: async () => ancestry } },
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
    expect(await late('ancestor', '10', { allowOlder: true })).toMatchObject({
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

  test('does not stand in the way of a rollback', async () => {
    await late('diverged');
    const receipt = await operate(
      { world, source: { commit: OLD, runId: '1' }, forge: { ancestry: async () => 'ancestor' } },
      { operation: 'rollback' },
    );
    expect(receipt).toMatchObject({ outcome: 'done', after: { stable: '1' } });
  });
});
