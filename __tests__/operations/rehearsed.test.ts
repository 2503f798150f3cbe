import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

let world: Memory;
beforeEach(() => {
  world = memory();
  world.seed(3);
  world.move('live', { stable: '1' });
});

describe.each([
  ['rollback', {}],
  ['promote', {}],
  ['canary', { canaryWeight: 10 }],
])('a dry run of %s', (operation, more) => {
  const rehearse = (version: string) =>
    operate({ world }, { operation: operation as 'promote', version, dryRun: true, ...more });

  test('to a version that does not exist is as red as the real one', async () => {
    const receipt = await rehearse('9');
    expect(receipt.error?.message).toBe('Version 9 of api does not exist.');
  });

  test.each([
    ['failed', 'cannot take traffic'],
    ['pending', 'is not ready yet'],
  ])('to a version that %s', async (status, words) => {
    Object.assign(world.versions.get('2') ?? {}, { status });
    expect((await rehearse('2')).error?.message).toBe(`Version 2 of api ${words}.`);
  });

  test('to one that is ready shows the plan', async () => {
    const receipt = await rehearse('2');
    expect(receipt.outcome).toBe('planned');
    expect(receipt.steps).toMatchObject([{ kind: 'point', status: 'planned' }]);
  });
});

test('a run that lost the race to somebody else moved nothing, and does not say that it did', async () => {
  const pkg = await makePackage({ 'index.js': 'two' });
  world.disturb({ method: 'point', kind: 'race', by: () => world.move('live', { stable: '2' }) });
  const receipt = await operate({ world, pkg }, { path: 'build', switch: true });
  expect(receipt.error?.kind).toBe('conflict');
  expect(receipt).toMatchObject({ before: { stable: '1' }, after: { stable: '2' }, switched: false });
});
