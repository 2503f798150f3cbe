import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Forge } from '../../src/core/forge.js';
import type { Package } from '../../src/core/model.js';
import { aliasNote, readNote } from '../../src/core/note.js';
import { headline } from '../../src/report/headline.js';
import { parseExpectations } from '../../src/rollout/expectations.js';
import { type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);
let world: Memory;
let three: Package;

const live = () => world.aliases.get('live')?.split;
const note = () => readNote(world.aliases.get('live')?.note).fields;
const run = (
  asked: object,
  { commit = NEW, runId = '20', runAttempt = '1', pkg = three, ancestry = 'descendant' } = {},
) => {
  const forge: Partial<Forge> = { ancestry: async () => ancestry as 'ancestor' };
  return operate({ world, pkg, workflowRun: { commit, runId, runAttempt }, forge }, asked);
};

beforeEach(async () => {
  world = memory({
    // No version is well while it is a canary.
    answer: (version) => ({ status: 200, body: JSON.stringify({ ok: live()?.canary === undefined }), ms: 1, version }),
  });
  three = await makePackage({ 'index.js': 'three' });
  await run(
    { path: 'build', switch: true },
    { commit: OLD, runId: '9', pkg: await makePackage({ 'index.js': 'one' }) },
  );
  await run({ path: 'build' }, { commit: OLD, runId: '9', pkg: await makePackage({ 'index.js': 'two' }) });
});

/** A rollout of version 2, left at 10 %. */
const leave = (until: string) => {
  const text = aliasNote({ live: '1', to: '2', until, commit: OLD, run: '10' });
  world.move('live', { stable: '1', canary: { version: '2', percent: 10 } }, text);
};

describe('a rollout that nobody comes back for', () => {
  test('is undone by the deploy of a newer commit, which says so and goes on', async () => {
    leave('2020-01-01T00:00:00Z');
    const receipt = await run({ path: 'build', switch: true });
    expect(receipt.outcome).toBe('done');
    expect(live()).toEqual({ stable: '3' });
    expect(receipt.steps.map(({ what }) => what)).toEqual([
      'point live at version 1',
      expect.stringContaining('publish'),
      'point live at version 3',
    ]);
    expect(receipt.notices).toContain(
      'The rollout of version 2 that was left at 10 % is undone: version 1 has all traffic.',
    );
  });

  test('is undone by a deploy that only publishes, too', async () => {
    leave('2020-01-01T00:00:00Z');
    const receipt = await run({ path: 'build' });
    expect(receipt).toMatchObject({ outcome: 'done', switched: true, after: { stable: '1' } });
    expect(note()).toMatchObject({ undone: '2', auto: 'yes' });
  });

  test('stays when the commit is older than it', async () => {
    leave('2020-01-01T00:00:00Z');
    const receipt = await run({ path: 'build', switch: true }, { ancestry: 'ancestor' });
    expect(receipt.error?.kind).toBe('refused');
    expect(live()?.canary?.percent).toBe(10);
  });

  test('is planned to be undone by a dry run', async () => {
    leave('2020-01-01T00:00:00Z');
    const receipt = await run({ path: 'build', switch: true, dryRun: true });
    expect(receipt.steps[0]?.what).toBe('point live at version 1');
    expect(live()?.canary?.percent).toBe(10);
  });

  test('is left alone while its own time is not over', async () => {
    leave('2999-01-01T00:00:00Z');
    const receipt = await run({ path: 'build', switch: true });
    expect(receipt.error?.message).toContain('A canary is running');
    expect(live()?.canary?.percent).toBe(10);
  });

  test('is no canary that somebody gave on purpose: that one is refused still', async () => {
    world.move('live', { stable: '1', canary: { version: '2', percent: 10 } }, aliasNote({ live: '1', run: '10' }));
    expect((await run({ path: 'build', switch: true })).error?.message).toContain('A canary is running');
  });
});

const failing = {
  path: 'build',
  rollout: [
    { percent: 10, watchMs: 20_000 },
    { percent: 100, watchMs: 0 },
  ],
};

describe('a gate that failed with `hold`', () => {
  const hold = async () => {
    const probe = { payload: '{}', expect: parseExpectations('json.ok=true', 'probe.expect') };
    return run({ ...failing, probe, gate: { failure: 'hold' } }, { commit: OLD, runId: '10' });
  };

  test('writes down that it is held, and a newer commit undoes it', async () => {
    const receipt = await hold();
    expect(receipt.outcome).toBe('held');
    expect(live()?.canary?.percent).toBe(10);
    expect(note()).toMatchObject({ held: expect.stringMatching(/Z$/), to: receipt.version?.id });
    const four = await makePackage({ 'index.js': 'four' });
    const next = await run({ path: 'build', switch: true }, { pkg: four });
    expect(next.outcome).toBe('done');
    expect(live()?.canary).toBeUndefined();
    expect(next.notices.join()).toContain('is undone');
  });
});

describe('a rollback in an emergency', () => {
  const takenBack = (auto?: 'yes', by = '10') =>
    world.move('live', { stable: '1' }, aliasNote({ live: '1', undone: '2', auto, run: by }));

  test('that finds all of it taken back already is green, and moves nothing', async () => {
    takenBack('yes');
    const writes = world.writes();
    const receipt = await run({ operation: 'rollback' });
    expect(receipt.outcome).toBe('done');
    expect(world.writes()).toBe(writes);
    expect(receipt.notices[0]).toBe('live was taken back from version 2 already: version 1 has all traffic.');
    expect(headline(receipt).sentence).toContain('version 1');
  });

  test('that is run again as the next attempt of the same run is green', async () => {
    takenBack(undefined, '20');
    expect((await run({ operation: 'rollback' }, { runAttempt: '2' })).outcome).toBe('done');
    expect((await run({ operation: 'rollback' })).error?.kind).toBe('refused');
  });

  test('after a person’s own is refused, and never offers what was undone', async () => {
    takenBack();
    const receipt = await run({ operation: 'rollback' });
    expect(receipt.error?.kind).toBe('refused');
    expect(receipt.error?.next).not.toMatch(/first: .*2/);
  });

  test('that dropped a canary offers its share again, and not what is live already', async () => {
    world.move('live', { stable: '1', canary: { version: '2', percent: 10 } }, aliasNote({ live: '1', run: '10' }));
    const receipt = await run({ operation: 'rollback' });
    expect(receipt.suggestions).toMatchObject([
      {
        title: 'To undo this (10 % for version 2 again)',
        inputs: { operation: 'canary', version: '2', 'canary-weight': '10%' },
      },
    ]);
  });
});
