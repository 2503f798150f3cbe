import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Package, Receipt } from '../../../src/core/model.js';
import { rollbackFirst } from '../../../src/report/command-blocks.js';
import { headline } from '../../../src/report/headline.js';
import type { Memory } from '../../support/memory.js';
import { makePackage } from '../../support/package.js';
import { broken, latestStage } from './stage.js';

let world: Memory;
let one: Package;
let two: Package;
let run: (asked: object, pkg?: Package) => Promise<Receipt>;
let deploy: (pkg: Package, asked?: object) => Promise<Receipt>;
let latest: () => string | undefined;

const open = async (options?: Parameters<typeof latestStage>[0]) => {
  ({ world, one, two, run, deploy, latest } = await latestStage(options));
};
beforeEach(() => open());

describe('callers of the newest upload are told of', () => {
  test('when a deploy publishes without moving anything', async () => {
    const receipt = await deploy(two);
    expect(latest()).toBe('2');
    expect(headline(receipt).sentence).toBe(
      'version 2 is published, version 1 is still live, and 1 caller of $LATEST gets version 2 now',
    );
    expect(receipt.notices).toEqual([
      '1 caller of $LATEST (function URL https://u.example.test/) gets version 2 now, whatever live says.',
    ]);
  });

  test('when a gate fails that was told to go on, with the line that mends it', async () => {
    const receipt = await deploy(two, { ...broken, latestCallers: 'warn' });
    expect(receipt.error?.kind).toBe('unhealthy');
    expect(headline(receipt).sentence).toBe(
      'deploy failed, version 1 is still live, and 1 caller of $LATEST gets version 2 now',
    );
    const [mend] = receipt.suggestions;
    expect(mend).toMatchObject({
      kind: 'latest',
      inputs: { operation: 'rollback', version: '1', 'latest-callers': 'protect' },
    });
    await run({ operation: 'rollback', version: '1', latestCallers: 'protect' });
    expect(latest()).toBe('1');
  });

  test('after a rollback, which does not reach them', async () => {
    await deploy(two, { switch: true });
    const receipt = await run({ operation: 'rollback' });
    expect(world.aliases.get('live')?.split).toEqual({ stable: '1' });
    expect(headline(receipt).sentence).toBe('back on version 1, and 1 caller of $LATEST gets version 2 now');
    expect(rollbackFirst(receipt).map(({ kind }) => kind)).toEqual(['latest', 'rollback']);
  });

  test('by the number of a build that failed its gate, also in a later run', async () => {
    await deploy(two, { switch: true });
    const three = await makePackage({ 'index.js': 'three' });
    await deploy(three, { ...broken, latestCallers: 'warn' });
    const receipt = await run({ operation: 'rollback' });
    expect(headline(receipt).sentence).toBe('back on version 1, and 1 caller of $LATEST gets version 3 now');
  });

  test('not in the headline when they get what everybody gets', async () => {
    const receipt = await deploy(two, { switch: true });
    expect(headline(receipt).sentence).toBe('version 2 is live');
    expect(receipt.notices).toEqual([
      '1 caller of $LATEST (function URL https://u.example.test/) gets version 2 now, as those of live do; no move of live reaches them.',
    ]);
  });

  test('in a dry run, before anything is sent', async () => {
    const receipt = await deploy(two, { dryRun: true });
    expect(headline(receipt).sentence).toContain('; 1 caller of $LATEST would get it at once');
  });

  test('when they hold code that no version has', async () => {
    world.upload('by hand');
    const receipt = await run({ operation: 'promote', version: '1' });
    expect(receipt.steps).toEqual([]);
    await deploy(two);
    world.upload('by hand');
    const after = await run({ operation: 'promote', version: '2' });
    expect(headline(after).sentence).toContain('1 caller of $LATEST gets code that is none of these versions');
    // Nothing replaces what would be lost, so a line that says it does would be untrue.
    expect(after.suggestions?.map(({ kind }) => kind)).toEqual(['rollback']);
    expect(after.notices.join()).toContain('No version holds that code, so no rollback replaces it: publish it first');
  });

  test('by number, where the metrics can be read', async () => {
    await open({ callers: [], calls: { $LATEST: 1234, live: 5 } });
    const receipt = await deploy(two);
    expect(receipt.notices.join()).toContain(
      'Whoever called the bare name (1234 calls in 24 hours) gets version 2 now',
    );
  });

  test('with what could not be read, by the name of the action', async () => {
    await open({ callers: [], unread: ['function URLs (lambda:ListFunctionUrlConfigs)'] });
    const receipt = await deploy(two);
    expect(receipt.notices).toEqual([
      'Who else calls $LATEST is not known: function URLs (lambda:ListFunctionUrlConfigs) could not be read.',
    ]);
  });

  test('never where nothing is published or moved', async () => {
    const receipt = await deploy(one, { switch: true });
    expect(receipt.steps).toEqual([]);
    expect(receipt.latest).toBeUndefined();
    expect(receipt.notices).toEqual([]);
  });
});
