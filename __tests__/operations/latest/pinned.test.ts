import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Package, Receipt } from '../../../src/core/model.js';
import { headline } from '../../../src/report/headline.js';
import type { Memory } from '../../support/memory.js';
import { latestStage } from './stage.js';

let world: Memory;
let two: Package;
let run: (asked: object, pkg?: Package) => Promise<Receipt>;
let deploy: (pkg: Package, asked?: object) => Promise<Receipt>;
let latest: () => string | undefined;

const open = async (options?: Parameters<typeof latestStage>[0]) => {
  ({ world, two, run, deploy, latest } = await latestStage(options));
};
beforeEach(() => open());

describe('an alias that points at the newest upload', () => {
  beforeEach(() => world.move('live', { stable: '$LATEST' }));

  test('is pinned to what it shows before anything is uploaded, so that there is a way back', async () => {
    world.upload('what is live');
    const receipt = await deploy(two, { switch: true });
    expect(receipt.steps.map(({ kind }) => kind)).toEqual(['pin', 'point', 'publish', 'point']);
    expect(receipt).toMatchObject({ before: { stable: '2' }, after: { stable: '3' }, previousVersion: '2' });
    expect(world.versions.get('2')?.manifest).toBe('what is live');
    expect(receipt.suggestions).toMatchObject([{ kind: 'rollback', inputs: { version: '2' } }]);
    await run({ operation: 'rollback' });
    expect(world.aliases.get('live')?.split).toEqual({ stable: '2' });
  });

  test('is no `switched` when the deploy moves nothing else', async () => {
    const receipt = await deploy(two);
    expect(receipt).toMatchObject({ switched: false, before: { stable: '2' }, after: { stable: '2' } });
    expect(headline(receipt).sentence).toContain('version 3 is published, version 2 is still live');
    expect(receipt.notices[0]).toContain('live pointed at $LATEST');
  });

  test('is shown by a dry run, which sends nothing', async () => {
    const writes = world.writes();
    const receipt = await deploy(two, { switch: true, dryRun: true });
    expect(receipt.steps.map(({ kind }) => kind)).toEqual(['pin', 'point', 'publish', 'point']);
    expect(world.writes()).toBe(writes);
    expect(receipt).toMatchObject({ before: { stable: '$LATEST' }, after: { stable: '$LATEST' } });
    expect(headline(receipt).sentence).toContain('version $LATEST is still live');
    expect(receipt.notices[0]).toContain('It would be pointed at a version made of it first');
  });

  test.each([{ switch: true }, { canaryWeight: 10 }, {}])(
    'is protected in a dry run of %o as for real',
    async (asked) => {
      const rehearsed = await deploy(two, { ...asked, latestCallers: 'protect', dryRun: true });
      expect(rehearsed).toMatchObject({ outcome: 'planned', after: { stable: '$LATEST' } });
      expect(rehearsed.error).toBeUndefined();
      const real = await deploy(two, { ...asked, latestCallers: 'protect' });
      expect(real).toMatchObject({ outcome: 'done' });
      expect(rehearsed.steps.map(({ kind }) => kind)).toEqual(
        real.steps.map(({ kind }) => kind).filter((kind) => kind !== 'upload'),
      );
    },
  );

  test('stays as it is when it cannot be pinned, and nothing is uploaded', async () => {
    world.disturb({ method: 'pinLatest', kind: 'fail' });
    const receipt = await deploy(two, { switch: true });
    expect(receipt.outcome).toBe('failed');
    expect(world.aliases.get('live')?.split).toEqual({ stable: '$LATEST' });
    expect(latest()).toBe('1');
  });

  test('is no caller that stands in the way of a gate: it is pinned, and the gate holds', async () => {
    await open({});
    world.move('live', { stable: '$LATEST' });
    const receipt = await deploy(two, { canaryWeight: 10 });
    expect(receipt.error).toBeUndefined();
    expect(world.aliases.get('live')?.split).toEqual({ stable: '2', canary: { version: '3', percent: 10 } });
  });

  test('stays as it is when other callers forbid the gate: nothing is sent', async () => {
    const writes = world.writes();
    const receipt = await deploy(two, { canaryWeight: 10 });
    expect(receipt.error?.message).toContain('1 caller of $LATEST (function URL');
    expect(world.writes()).toBe(writes);
  });
});
