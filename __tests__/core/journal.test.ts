import { beforeEach, describe, expect, it } from '@jest/globals';
import { DeployError, type ErrorKind } from '../../src/core/errors.js';
import { journal, UNPUBLISHED_VERSION } from '../../src/core/journal.js';
import type { Receipt } from '../../src/core/model.js';
import type { Provider } from '../../src/core/provider.js';
import { newReceipt } from '../../src/core/receipt.js';
import { fakeClock } from '../support/clock.js';
import { type Memory, memory } from '../support/memory.js';
import { makePackage } from '../support/package.js';

const clock = fakeClock();
let world: Memory;
let receipt: Receipt;
let saved: string[];

beforeEach(() => {
  world = memory();
  world.seed(2);
  world.move('live', { stable: '1' });
  const facts = { operation: 'deploy', provider: 'aws-lambda', function: 'shop', alias: 'live' } as const;
  receipt = newReceipt(facts, new Date(clock.now()));
  saved = [];
});

const open = (dryRun = false): Provider =>
  journal(world.open(), receipt, {
    clock,
    dryRun,
    save: async ({ steps }) => void saved.push(`${steps.map(({ status }) => status)} after ${world.writes()} writes`),
  });

const point = async (provider: Provider) =>
  provider.point(
    'live',
    { stable: '1', canary: { version: '2', percent: 10 } },
    { expected: await provider.alias('live') },
  );

describe('a journal', () => {
  it('saves each write before it is sent, and writes down its end', async () => {
    await point(open());
    expect(saved).toEqual(['running after 0 writes']);
    expect(receipt.steps).toEqual([
      { kind: 'point', what: 'point live at version 1 (90 %) and version 2 (10 %)', status: 'done', ms: 0 },
    ]);
  });

  it('writes down every kind of write', async () => {
    const provider = open();
    const pkg = await makePackage({ 'a.js': '1' });
    await provider.publish(pkg, 'note');
    await provider.remove({ id: '2', status: 'ready' });
    await provider.expose?.('live', { public: false });
    await provider.drop((await provider.alias('live'))!);
    expect(receipt.steps.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'publish done',
      'remove done',
      'expose done',
      'drop done',
    ]);
  });

  it('leaves reads alone', async () => {
    const provider = open();
    await provider.alias('live');
    await provider.version('1');
    expect([receipt.steps, saved]).toEqual([[], []]);
  });

  const ends: [ErrorKind, number | undefined, string][] = [
    ['conflict', 412, 'failed'],
    ['refused', undefined, 'failed'],
    ['input', undefined, 'failed'],
    ['vendor', 400, 'failed'],
    ['vendor', undefined, 'failed'],
    ['vendor', 500, 'unknown'],
    ['vendor', 504, 'unknown'],
    ['network', undefined, 'unknown'],
    ['timeout', undefined, 'unknown'],
    ['interrupted', undefined, 'unknown'],
  ];
  it.each(ends)('after %s %p the step is %s', async (kind, status, end) => {
    world.disturb({ method: 'point', kind: 'fail', error: new DeployError(kind, 'No.', { status }) });
    await expect(point(open())).rejects.toMatchObject({ kind });
    expect(receipt.steps.map((step) => step.status)).toEqual([end]);
  });

  it('after a thing that is no error of ours the step is unknown', async () => {
    world.disturb({ method: 'point', kind: 'fail', error: new TypeError('x is undefined') });
    await expect(point(open())).rejects.toThrow('x is undefined');
    expect(receipt.steps[0]?.status).toBe('unknown');
  });

  it('sends nothing that could not be saved', async () => {
    const save = () => Promise.reject(new Error('disk full'));
    const provider = journal(world.open(), receipt, { clock, dryRun: false, save });
    await expect(point(provider)).rejects.toThrow('disk full');
    expect([world.writes(), receipt.steps[0]?.status]).toEqual([0, 'failed']);
  });
});

describe('a dry run', () => {
  it('sends no write at all, and writes down each', async () => {
    const provider = open(true);
    const { version, created } = await provider.publish(await makePackage({ 'a.js': '1' }), 'note');
    const alias = await provider.point('live', { stable: version.id }, { expected: await provider.alias('live') });
    await provider.remove({ id: '2', status: 'ready' });
    await provider.expose?.('live', { public: false });
    await provider.drop(alias);
    expect(world.writes()).toBe(0);
    expect(receipt.steps.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'publish planned',
      'point planned',
      'remove planned',
      'expose planned',
      'drop planned',
    ]);
    expect([version, created, alias.split]).toMatchObject([
      { id: UNPUBLISHED_VERSION, status: 'planned' },
      true,
      { stable: UNPUBLISHED_VERSION },
    ]);
    expect(saved).toEqual([]);
  });
});
