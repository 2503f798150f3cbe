import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Package, Receipt } from '../../../src/core/model.js';
import type { Memory } from '../../support/memory.js';
import { broken, latestStage, S3 } from './stage.js';

let world: Memory;
let two: Package;
let run: (asked: object, pkg?: Package) => Promise<Receipt>;
let deploy: (pkg: Package, asked?: object) => Promise<Receipt>;
let latest: () => string | undefined;

const open = async (options?: Parameters<typeof latestStage>[0]) => {
  ({ world, two, run, deploy, latest } = await latestStage(options));
};
beforeEach(() => open());

describe('a promise that would not hold for them is refused before the upload', () => {
  test.each([
    ['probe', broken],
    ['canary', { canaryWeight: 10 }],
    [
      'rollout',
      {
        rollout: [
          { percent: 10, watchMs: 1000 },
          { percent: 100, watchMs: 0 },
        ],
      },
    ],
  ])('%s', async (promise, asked) => {
    const writes = world.writes();
    const receipt = await deploy(two, asked);
    expect(receipt.error).toMatchObject({ kind: 'refused' });
    expect(receipt.error?.message).toBe(
      `1 caller of $LATEST (function URL https://u.example.test/) gets each upload at once, so no ${promise} protects them.`,
    );
    expect(world.writes()).toBe(writes);
    expect(latest()).toBe('1');
  });

  test('also in a dry run', async () => {
    expect((await deploy(two, { canaryWeight: 10, dryRun: true })).error?.kind).toBe('refused');
  });

  test('and a share for a version that exists is no better', async () => {
    await deploy(two);
    const receipt = await run({ operation: 'canary', version: '2', canaryWeight: 10 });
    expect(receipt.error?.kind).toBe('refused');
    expect(world.aliases.get('live')?.split).toEqual({ stable: '1' });
  });

  test('or any deploy, when that is asked for', async () => {
    const receipt = await deploy(two, { switch: true, latestCallers: 'refuse' });
    expect(receipt.error?.message).toContain('`latest-callers: refuse` was asked for');
    expect(latest()).toBe('1');
  });

  test('but not for a permission alone, unless the metrics show calls', async () => {
    await open({ callers: [S3] });
    const receipt = await deploy(two, { canaryWeight: 10 });
    expect(receipt.outcome).toBe('done');
    expect(receipt.notices.join()).toContain('if without a qualifier, gets version 2 now');
    await open({ callers: [S3], calls: { $LATEST: 3 } });
    expect((await deploy(two, { canaryWeight: 10 })).error?.kind).toBe('refused');
  });

  test('and never a rollback', async () => {
    await deploy(two, { switch: true });
    const receipt = await run({ operation: 'rollback', latestCallers: 'refuse' });
    expect(receipt.outcome).toBe('done');
  });
});
