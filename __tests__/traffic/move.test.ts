import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Package } from '../../src/core/model.js';
import { BARE, type Memory, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

let one: Package;
let two: Package;
let world: Memory;

beforeEach(async () => {
  one = await makePackage({ 'index.js': 'one' });
  two = await makePackage({ 'index.js': 'two' });
  world = memory();
});

const deploy = (pkg: Package, asked = {}) => operate({ world, pkg }, { path: 'build', ...asked });
const live = () => world.aliases.get('live')?.split;

describe('promote', () => {
  test('ends the canary at all traffic', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { canaryWeight: 10 });
    const receipt = await operate({ world }, { operation: 'promote' });
    expect(live()).toEqual({ stable: '2' });
    expect(receipt.suggestions).toMatchObject([{ kind: 'rollback', inputs: { version: '1' } }]);
  });

  test('without a canary and without a version is refused', async () => {
    await deploy(one, { switch: true });
    const receipt = await operate({ world }, { operation: 'promote' });
    expect(receipt.error?.message).toContain('no canary to promote');
  });

  test('makes a named version live', async () => {
    await deploy(one, { switch: true });
    await deploy(two);
    await operate({ world }, { operation: 'promote', version: '2' });
    expect(live()).toEqual({ stable: '2' });
  });
});

describe('rollback', () => {
  test('in a canary drops it', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { canaryWeight: 10 });
    await operate({ world }, { operation: 'rollback' });
    expect(live()).toEqual({ stable: '1' });
  });

  test('goes to what was live before, not to the number before', async () => {
    await deploy(one, { switch: true });
    world.seed(1);
    await deploy(two, { switch: true });
    await operate({ world }, { operation: 'rollback' });
    expect(live()).toEqual({ stable: '1' });
  });

  test('to a named version reads the alias and moves it: two requests', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { switch: true });
    world.requests.length = 0;
    await operate({ world }, { operation: 'rollback', version: '1' });
    // Who calls the newest upload is asked when traffic has moved.
    expect(world.requests).toEqual(['alias', 'point', 'callers']);
  });

  test('a second time without a version is refused, naming the candidates', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { switch: true });
    await operate({ world }, { operation: 'rollback' });
    const receipt = await operate({ world }, { operation: 'rollback' });
    expect(receipt.error?.message).toContain('rolled back from version 2 already');
    // What was undone is never offered as a way back.
    expect(receipt.error?.next).toBe(
      'There is no other version that could take traffic. To go forward to version 2 again, name it.',
    );
    expect(live()).toEqual({ stable: '1' });
  });

  test('after somebody moved the alias by hand is refused', async () => {
    await deploy(one, { switch: true });
    await deploy(two, { switch: true });
    world.seed(1);
    world.move('live', { stable: '3' });
    const receipt = await operate({ world }, { operation: 'rollback' });
    expect(receipt.error?.message).toContain('moved by another tool');
  });

  test('with nothing live is refused', async () => {
    const receipt = await operate({ world }, { operation: 'rollback' });
    expect(receipt.error?.message).toContain('no live version');
  });
});

describe('a system that cannot split traffic', () => {
  test('refuses a canary with no request at all', async () => {
    world = memory({ can: BARE });
    const receipt = await operate({ world, can: BARE, pkg: one }, { alias: 'active', path: 'build', canaryWeight: 10 });
    expect(receipt.error).toMatchObject({ kind: 'input' });
    expect(receipt.error?.message).toContain('cannot split traffic');
    expect(world.requests).toEqual([]);
  });
});

describe('a service whose functions move together', () => {
  const can = { scope: 'service' as const };
  test('is moved only when that is agreed to', async () => {
    world = memory({ can });
    const receipt = await operate({ world, can, pkg: one }, { path: 'build', switch: true });
    expect(receipt.error?.message).toContain('`allow`');
    expect(world.requests).toEqual([]);
  });
});

describe('list', () => {
  test('shows versions newest first with the share of each alias, and cuts to the limit', async () => {
    await deploy(one, { switch: true });
    world.seed(4);
    const receipt = await operate({ world }, { operation: 'list', limit: 2 });
    expect(receipt.versions?.map(({ id }) => id)).toEqual(['5', '4', '1']);
    expect(receipt.versions?.at(-1)?.shares).toEqual({ live: 100 });
    expect(receipt.versionsCut).toBe(2);
  });

  test('shows an alias that points at a version that is gone', async () => {
    await deploy(one, { switch: true });
    world.versions.delete('1');
    const receipt = await operate({ world }, { operation: 'list' });
    expect(receipt.versions).toMatchObject([{ id: '1', state: 'missing', shares: { live: 100 } }]);
  });
});
