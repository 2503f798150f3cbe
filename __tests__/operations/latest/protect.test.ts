import { beforeEach, describe, expect, test } from '@jest/globals';
import { DeployError } from '../../../src/core/errors.js';
import type { Package, Receipt } from '../../../src/core/model.js';
import { vendorChecksumOf } from '../../../src/core/note.js';
import { headline } from '../../../src/report/headline.js';
import type { Memory } from '../../support/memory.js';
import { makePackage } from '../../support/package.js';
import { broken, latestStage, URL } from './stage.js';

let world: Memory;
let two: Package;
let run: (asked: object, pkg?: Package) => Promise<Receipt>;
let deploy: (pkg: Package, asked?: object) => Promise<Receipt>;
let latest: () => string | undefined;

const open = async (options?: Parameters<typeof latestStage>[0]) => {
  ({ world, two, run, deploy, latest } = await latestStage(options));
};
beforeEach(() => open());

describe('`latest-callers: protect`', () => {
  const protect = { latestCallers: 'protect' };

  test('puts the live code back after a deploy that moves nothing', async () => {
    const receipt = await deploy(two, protect);
    expect(latest()).toBe('1');
    expect(headline(receipt).sentence).toBe('version 2 is published, version 1 is still live');
    expect(receipt.steps.map(({ kind }) => kind)).toEqual(['note', 'publish', 'latest']);
    expect(receipt.notices.join()).toMatch(
      /\$LATEST held this upload for \d+ m?s, until the code of version 1 was back/,
    );
  });

  test('follows a switch, a promotion and a rollback', async () => {
    await deploy(two, { switch: true, ...protect });
    expect(latest()).toBe('2');
    await run({ operation: 'rollback', ...protect });
    expect(latest()).toBe('1');
    await run({ operation: 'promote', version: '2', ...protect });
    expect(latest()).toBe('2');
  });

  test('is carried by the printed way back', async () => {
    const receipt = await deploy(two, { switch: true, ...protect, targetInputs: { 'latest-callers': 'protect' } });
    expect(receipt.suggestions).toMatchObject([
      { kind: 'rollback', inputs: { 'latest-callers': 'protect', version: '1' } },
    ]);
  });

  test('holds the live code during a rollout, and follows at its end', async () => {
    const seen: (string | undefined)[] = [];
    await open({
      callers: [URL],
      answer: (version) => {
        seen.push(latest());
        return { status: 200, body: '{"ok":true}', ms: 1, version };
      },
    });
    const receipt = await deploy(two, { switch: true, probe: { payload: '{}' }, ...protect });
    expect(receipt.outcome).toBe('done');
    expect(new Set(seen)).toEqual(new Set(['1']));
    expect(latest()).toBe('2');
  });

  test('keeps the live code through a failed gate', async () => {
    const receipt = await deploy(two, { ...broken, ...protect });
    expect(receipt.error?.kind).toBe('unhealthy');
    expect(latest()).toBe('1');
    expect(receipt.suggestions).toEqual([]);
  });

  test('puts the live code back when the switch fails', async () => {
    world.disturb({ method: 'point', kind: 'fail', skip: 1 });
    const receipt = await deploy(two, { switch: true, ...protect });
    expect(receipt.outcome).toBe('failed');
    expect(latest()).toBe('1');
  });

  test('in a dry run says what would be for a moment only', async () => {
    const receipt = await deploy(two, { ...protect, dryRun: true });
    expect(receipt.steps.map(({ kind }) => kind)).toEqual(['note', 'publish', 'latest']);
    expect(receipt.notices.at(-1)).toBe(
      '1 caller of $LATEST (function URL https://u.example.test/) would get this upload for a moment, until the code of version 1 is back.',
    );
    expect(headline(receipt).sentence).not.toContain('at once');
  });

  test('names the version that was put back, also where another one followed', async () => {
    const receipt = await deploy(two, { switch: true, probe: { payload: '{}' }, ...protect });
    expect(receipt.notices.join()).toContain('until the code of version 1 was back.');
  });

  test.each([
    ['loses the race to it', true],
    ['publishes beside it', false],
  ])('gives what somebody else made live meanwhile, in a run that %s', async (_, all) => {
    await deploy(two);
    const three = await makePackage({ 'index.js': 'three' });
    const by = () => world.move('live', { stable: '2' });
    world.disturb({ method: all ? 'point' : 'publish', kind: 'race', by });
    const receipt = await deploy(three, { switch: all, ...protect });
    expect(receipt.outcome).toBe(all ? 'failed' : 'done');
    expect(world.aliases.get('live')?.split).toEqual({ stable: '2' });
    expect(latest()).toBe('2');
  });

  test('leaves what somebody else uploaded meanwhile', async () => {
    world.disturb({ method: 'putLatest', kind: 'race', by: () => world.upload('theirs') });
    const receipt = await deploy(two, protect);
    expect(receipt.outcome).toBe('failed');
    expect(world.latest?.manifest).toBe('theirs');
    expect(headline(receipt).sentence).toContain('gets code that is none of these versions');
  });

  test('tells of the version that was published although the code could not be put back', async () => {
    world.disturb({ method: 'putLatest', kind: 'fail', times: 2 });
    const receipt = await deploy(two, protect);
    expect(receipt).toMatchObject({ outcome: 'failed', changed: true, version: { id: '2' }, after: { stable: '1' } });
  });

  test('is refused before the upload where the live version could not be read', async () => {
    world.versions.delete('1');
    const receipt = await deploy(two, protect);
    expect(receipt.error?.message).toContain('cannot be kept');
    expect(world.writes()).toBe(2);
  });

  test('is red where a rollback leaves the bad build to callers of the newest upload', async () => {
    await deploy(two, { switch: true, ...protect });
    world.disturb({ method: 'putLatest', kind: 'fail', times: 9 });
    const receipt = await run({ operation: 'rollback', ...protect });
    expect(receipt).toMatchObject({ outcome: 'failed', switched: true, after: { stable: '1' } });
    expect(receipt.error?.message).toContain('$LATEST could not be given the code that is live');
    expect(latest()).toBe('2');
    expect(headline(receipt).sentence).toContain('gets version 2');
  });

  describe('after a run that was killed between upload and publish, and has no post step', () => {
    const checksum = () => vendorChecksumOf(two, 'sha256');
    /** The upload takes effect, and nothing follows. */
    const killed = () =>
      new Promise<void>((died) => {
        const by = () => {
          world.latest = { data: Buffer.from('two'), manifest: 'two', checksum: checksum() };
          died();
          return new Promise<void>(() => undefined);
        };
        world.disturb({ method: 'publish', kind: 'race', by });
        void deploy(two, protect);
      });
    beforeEach(killed);

    test('the next run knows the upload for ours, and puts the live code back', async () => {
      const receipt = await deploy(await makePackage({ 'index.js': 'one' }), protect);
      expect(receipt.outcome).toBe('done');
      expect(world.versions.size).toBe(1);
      expect(latest()).toBe('1');
    });

    test('what somebody uploaded since is left alone', async () => {
      world.upload('theirs');
      const receipt = await deploy(await makePackage({ 'index.js': 'one' }), protect);
      expect(receipt.outcome).toBe('failed');
      expect(world.latest?.manifest).toBe('theirs');
    });
  });

  test('a role that may not write the note deploys all the same', async () => {
    const error = new DeployError('vendor', 'UpdateAlias is not allowed.', { status: 403 });
    world.disturb({ method: 'point', kind: 'fail', error });
    const receipt = await deploy(two, protect);
    expect(receipt).toMatchObject({ outcome: 'done', changed: true });
    expect(latest()).toBe('1');
  });

  test('somebody who moves the alias between note and move is not overwritten', async () => {
    await deploy(two);
    const by = () => world.move('live', { stable: '2' });
    world.disturb({ method: 'publish', kind: 'race', by });
    const receipt = await deploy(await makePackage({ 'index.js': 'three' }), { switch: true, ...protect });
    expect(receipt.error?.kind).toBe('conflict');
    expect(world.aliases.get('live')?.split).toEqual({ stable: '2' });
  });
});
