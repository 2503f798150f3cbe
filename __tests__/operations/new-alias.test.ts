import { beforeEach, describe, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { Package } from '../../src/core/model.js';
import { type Memory, memory } from '../support/memory.js';
import { type Asked, operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

let one: Package;
let world: Memory;

beforeEach(async () => {
  one = await makePackage({ 'index.js': 'one' });
  world = memory();
});

const run = (asked: Asked) => operate({ world, pkg: one }, { alias: 'lvie', ...asked });
const deploy = (asked: Asked = {}) => run({ path: 'build', switch: true, ...asked });
const notARule = { 'pr-7': 'the preview of a pull request', '': 'nothing' };

describe('an alias that does not exist', () => {
  const MOVES: [string, Asked][] = [
    ['a deploy with switch', { path: 'build', switch: true }],
    ['a deploy with a share', { path: 'build', canaryWeight: 10 }],
    ['a deploy with a rollout', { path: 'build', rollout: [{ percent: 100, watchMs: 0 }] }],
    ['a dry run', { path: 'build', switch: true, dryRun: true }],
    ['a canary of a package', { operation: 'canary', path: 'build', canaryWeight: 10 }],
    ['a canary of a version', { operation: 'canary', version: '1', canaryWeight: 10 }],
    ['promote of a version', { operation: 'promote', version: '1' }],
  ];

  test.each(MOVES)('is taken for a misspelt one where there is another: %s', async (_, asked) => {
    world.seed(1);
    world.move('live', { stable: '1' });
    world.move('staging', { stable: '1' });
    const receipt = await run(asked);
    expect(receipt).toMatchObject({ outcome: 'failed', changed: false, switched: false });
    expect(receipt.error).toEqual({
      kind: 'refused',
      message: 'There is no alias lvie. There are: live, staging.',
      next: 'Did you mean `live`? To create lvie, give `create: {alias: true}` (in a terminal `--create.alias`).',
    });
    expect(world.writes()).toBe(0);
  });

  test('of rollback and of promote without a version lists those that exist, and offers to create none', async () => {
    world.seed(1);
    world.move('live', { stable: '1' });
    for (const operation of ['rollback', 'promote'] as const) {
      const { error } = await run({ operation });
      expect(error?.message).toBe('There is no alias lvie. There is: live.');
      expect(error?.next).toBe('Did you mean `live`?');
    }
  });

  test("gets no vendor's line that would move it after a publish: it must be made first", async () => {
    const receipt = await deploy({ switch: false });
    expect(receipt.suggestions).toMatchObject([{ kind: 'go-live', inputs: { operation: 'promote' }, vendor: [] }]);
  });

  test('is created when that is asked for', async () => {
    world.seed(1);
    world.move('live', { stable: '1' });
    expect(await deploy({ create: { alias: true } })).toMatchObject({ outcome: 'done', after: { stable: '2' } });
  });

  test.each(Object.entries(notARule))('is created where there is none but "%s" (%s)', async (name) => {
    world.seed(1);
    if (name) world.move(name, { stable: '1' });
    expect(await deploy()).toMatchObject({ outcome: 'done', switched: true });
  });

  test('stops no deploy that moves nothing', async () => {
    world.seed(1);
    world.move('live', { stable: '1' });
    expect(await run({ path: 'build' })).toMatchObject({ outcome: 'done', switched: false });
  });

  test('is created, and it is said, where the others may not be listed', async () => {
    world.seed(1);
    world.move('live', { stable: '1' });
    world.disturb({
      method: 'aliases',
      kind: 'fail',
      error: new DeployError('vendor', 'ListAliases is not allowed.', { status: 403 }),
    });
    const receipt = await deploy();
    expect(receipt).toMatchObject({ outcome: 'done', switched: true });
    expect(receipt.notices.join()).toContain('Whether the function has another alias is not known');
  });
});
