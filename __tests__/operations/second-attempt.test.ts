import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Package, WorkflowRun } from '../../src/core/model.js';
import { type Memory, memory } from '../support/memory.js';
import { type Asked, operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

const RUN = { commit: 'a'.repeat(40), runId: '100' };
let world: Memory;
let pkg: Package;

beforeEach(async () => {
  world = memory();
  world.seed(2);
  world.move('live', { stable: '1' });
  pkg = await makePackage({ 'index.js': 'new' });
});

const attempt = (runAttempt: string, asked: Asked, run: WorkflowRun = RUN) =>
  operate({ world, pkg, workflowRun: { ...run, runAttempt } }, asked);

const JOBS: [string, Asked][] = [
  ['promote', { operation: 'promote' }],
  ['canary with a path', { operation: 'canary', path: 'build', canaryWeight: 10 }],
  ['canary with a version', { operation: 'canary', version: '2', canaryWeight: 10 }],
  ['deploy with a share', { path: 'build', canaryWeight: 10 }],
  ['deploy with switch', { path: 'build', switch: true }],
  ['rollback', { operation: 'rollback' }],
];

describe.each(JOBS)('a job that is run again after it was done: %s', (name, asked) => {
  beforeEach(() => {
    if (name === 'promote' || name === 'rollback')
      world.move('live', { stable: '1', canary: { version: '2', percent: 5 } });
  });

  test('is green, writes nothing and names the version', async () => {
    const first = await attempt('1', asked);
    const writes = world.writes();
    const again = await attempt('2', asked);
    expect(again).toMatchObject({ outcome: 'done', switched: false, changed: false, after: first.after });
    expect([again.error, world.writes(), again.version?.id]).toEqual([undefined, writes, first.version?.id]);
  });
});

describe('it is no earlier attempt', () => {
  const canary: Asked = { operation: 'canary', path: 'build', canaryWeight: 10 };

  test('of another run', async () => {
    await attempt('1', canary);
    expect(await attempt('2', canary, { ...RUN, runId: '101' })).toMatchObject({ error: { kind: 'refused' } });
  });

  test('of the first attempt: another job of this run may have done it', async () => {
    await attempt('1', canary);
    expect(await attempt('1', canary)).toMatchObject({ error: { kind: 'refused' } });
  });

  test('with another share', async () => {
    await attempt('1', canary);
    expect(await attempt('2', { ...canary, canaryWeight: 20 })).toMatchObject({ error: { kind: 'refused' } });
  });

  test('of other code', async () => {
    await attempt('1', canary);
    pkg = await makePackage({ 'index.js': 'other' });
    const writes = world.writes();
    expect(await attempt('2', canary)).toMatchObject({ error: { kind: 'refused' } });
    expect(world.writes()).toBe(writes);
  });

  test('when somebody moved it since', async () => {
    world.move('live', { stable: '1', canary: { version: '2', percent: 5 } });
    await attempt('1', { operation: 'promote' });
    world.move('live', { stable: '1' });
    expect(await attempt('2', { operation: 'promote' })).toMatchObject({ error: { kind: 'refused' } });
  });
});
