import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Package, Receipt } from '../../src/core/model.js';
import { recoverKilledRollout } from '../../src/rollout/recover-killed.js';
import { settle, staleVersions } from '../../src/traffic/settle.js';
import { fakeClock } from '../support/clock.js';
import { type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';
import { previewStage } from '../support/preview.js';
import { answering, stage } from '../support/rollout.js';

const LAG = 5000;
const can = { settlesMs: LAG };
let one: Package;
let two: Package;
let world: Memory;

beforeEach(async () => {
  one = await makePackage({ 'index.js': 'one' });
  two = await makePackage({ 'index.js': 'two' });
  world = memory({ can });
});

const run = (asked: Parameters<typeof operate>[1], pkg?: Package) => operate({ world, can, pkg }, asked);
const deploy = (pkg: Package, asked = {}) => run({ path: 'build', ...asked }, pkg);
const waited = ({ stages }: Receipt) => stages.filter(({ name }) => name === 'settle').map(({ ms }) => ms);

describe('with `settle: true`, callers are waited for', () => {
  const settled = { settle: true } as const;

  test('after a switch', async () => {
    await deploy(one, { switch: true });
    const receipt = await deploy(two, { switch: true, ...settled });
    expect(waited(receipt)).toEqual([LAG]);
    expect(receipt).toMatchObject({ staleVersions: ['1'], settlesMs: 0 });
  });

  test('after a canary got its share', async () => {
    await deploy(one, { switch: true });
    expect(waited(await deploy(two, { canaryWeight: 10, ...settled }))).toEqual([LAG]);
  });

  test('after `canary`', async () => {
    await deploy(one, { switch: true });
    await deploy(two);
    expect(waited(await run({ operation: 'canary', version: '2', canaryWeight: 10, ...settled }))).toEqual([LAG]);
  });

  test('after `promote`', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { canaryWeight: 10 });
    const receipt = await run({ operation: 'promote', ...settled });
    expect(waited(receipt)).toEqual([LAG]);
    expect(receipt.staleVersions).toEqual(['1']);
  });

  test('after `rollback`', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { switch: true });
    const receipt = await run({ operation: 'rollback', ...settled });
    expect(waited(receipt)).toEqual([LAG]);
    expect(receipt.staleVersions).toEqual(['2']);
  });

  test('after a switch that is probed, and in each step of a rollout', async () => {
    await deploy(one, { switch: true });
    const probed = await deploy(two, { switch: true, probe: { payload: '{}' }, ...settled });
    expect(waited(probed)).toEqual([LAG]);
    const three = await makePackage({ 'index.js': 'three' });
    const rolled = await deploy(three, {
      rollout: [
        { percent: 10, watchMs: 60_000 },
        { percent: 100, watchMs: 0 },
      ],
      timeoutMs: 3_600_000,
      ...settled,
    });
    expect(waited(rolled)).toEqual([LAG, LAG]);
  });

  test('after a failed gate has put traffic back', async () => {
    const s = stage({
      can,
      rollout: '10:5m,100',
      request: { gate: { detect: 50 } },
      answer: (version) => answering(version !== '2' || s.clock.now() < Date.UTC(2026, 0, 1) + 60_000),
    });
    s.context.request.settle = true;
    const pauses = () => s.clock.sleeps.filter((ms) => ms === LAG).length;
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    // Once for the step to 10 %, once for the way back; probes pause as long.
    expect(s.lines.filter((line) => line.startsWith('Waiting up to 5 s'))).toHaveLength(2);
    expect(pauses()).toBeGreaterThanOrEqual(2);
    expect(s.receipt).toMatchObject({ staleVersions: ['2'], settlesMs: 0, rollout: { end: 'rolled-back' } });
  });

  test('after a killed rollout was recovered', async () => {
    const s = stage({ can, rollout: '10:5m,100' });
    await s.go();
    const save = s.saved.findLast(({ rollout }) => rollout?.end === 'under-way');
    if (!save) throw new Error('nothing was saved');
    const until = s.clock.now() + 60_000;
    s.world.move('live', { stable: '2' });
    const provider = s.world.open();
    await recoverKilledRollout(save, { ...s.context, signal: undefined, receipt: save, provider, until, settle: true });
    expect(save).toMatchObject({ staleVersions: ['2'], settlesMs: 0 });
  });
});

describe('without it, the receipt says for how long callers may lag', () => {
  test('behind a switch and behind its way back', async () => {
    await deploy(one, { switch: true });
    expect(await deploy(two, { switch: true })).toMatchObject({ staleVersions: ['1'], settlesMs: LAG });
    expect(await run({ operation: 'rollback' })).toMatchObject({ staleVersions: ['2'], settlesMs: LAG });
  });

  test('and nothing when a canary begins: no version has lost all its traffic', async () => {
    await deploy(one, { switch: true });
    const receipt = await deploy(two, { canaryWeight: 10 });
    expect(receipt.staleVersions).toEqual([]);
    expect(receipt.settlesMs).toBeUndefined();
  });

  test('after a dropped canary it is the canary that may still answer', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { canaryWeight: 10 });
    expect(await run({ operation: 'rollback' })).toMatchObject({ staleVersions: ['2'], settlesMs: LAG });
  });

  test('behind a preview that got a new version', async () => {
    const previews = await previewStage();
    try {
      await previews.fresh({ can });
      await previews.preview({ can });
      const three = await makePackage({ 'index.js': 'three' });
      expect(await previews.preview({ can, pkg: three })).toMatchObject({ staleVersions: ['2'], settlesMs: LAG });
    } finally {
      await previews.close();
    }
  });
});

describe('settling', () => {
  const environment = () => {
    const clock = fakeClock();
    const receipt = { stages: [] } as unknown as Receipt;
    const log = { info() {}, notice() {}, warning() {}, mask() {} };
    return { clock, receipt, log, stage: <T>(_: string, work: () => Promise<T>) => work() };
  };
  const move = () => ({ provider: memory({ can }).open(), from: { stable: '1' }, to: { stable: '2' } });

  test('for less than the provider says leaves the rest of the lag', async () => {
    const on = environment();
    await settle({ ...on, settle: 2000 }, move());
    expect(on.receipt.settlesMs).toBe(LAG - 2000);
  });

  test('ends as soon as the new split is seen', async () => {
    const on = environment();
    let asked = 0;
    await settle(on, move(), { always: true, every: 1000, seen: async () => ++asked === 3 });
    expect(on.clock.sleeps).toEqual([1000, 1000]);
    expect(on.receipt.settlesMs).toBe(0);
  });

  test('is as long as the move itself says, where it knows better', async () => {
    const on = environment();
    const after = { name: 'active', split: { stable: '2' }, settlesMs: 2000 };
    await settle({ ...on, settle: true }, { ...move(), after });
    expect(on.clock.sleeps).toEqual([2000]);
    expect(on.receipt.settlesMs).toBe(0);
  });

  test('does not wait in a run that was told to stop', async () => {
    const on = environment();
    await settle({ ...on, settle: true, signal: AbortSignal.abort() }, move());
    expect(on.clock.sleeps).toEqual([]);
    expect(on.receipt.settlesMs).toBe(LAG);
  });

  test('names the versions that had traffic and have none', () => {
    const canary = { stable: '1', canary: { version: '2', percent: 10 } };
    expect(staleVersions({ from: canary, to: { stable: '3' } })).toEqual(['1', '2']);
    expect(staleVersions({ from: null, to: { stable: '3' } })).toEqual([]);
  });
});
