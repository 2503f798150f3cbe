import { beforeEach, expect, test } from '@jest/globals';
import { exitCodeOf } from '../../src/core/exit-code.js';
import type { Package } from '../../src/core/model.js';
import { aliasNote } from '../../src/core/note.js';
import { headline } from '../../src/report/headline.js';
import { type Memory, type MemoryOptions, memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

const can = { codeHash: 'sha256' as const };
let world: Memory;
let one: Package;

const open = (options: MemoryOptions = {}) => {
  world = memory({ can, ...options });
};
const run = (asked: object, pkg?: Package) => operate({ world, pkg, can }, asked);
const status = (asked = {}) => run({ operation: 'status', ...asked });
const found = async () => (await status()).drift?.map(({ kind, counts }) => `${kind} ${counts}`);

beforeEach(async () => {
  one = await makePackage({ 'index.js': 'one' });
  open();
  await run({ path: 'build', switch: true }, one);
});

test('what the last run left is no drift: exit code 0', async () => {
  const receipt = await status();
  expect(receipt.drift).toEqual([]);
  expect(exitCodeOf(receipt)).toBe(0);
  expect(headline(receipt).sentence).toBe('version 1 is live, as the last run left it');
});

test('it writes nothing', async () => {
  const writes = world.writes();
  await status();
  expect(world.writes()).toBe(writes);
});

test('an alias that was moved by hand: exit code 4', async () => {
  world.seed(1);
  world.move('live', { stable: '2' });
  const receipt = await status();
  expect(receipt.drift?.[0]?.what).toBe(
    'live is version 2, and the last run left it at version 1: it was moved by hand or by another tool.',
  );
  expect(exitCodeOf(receipt)).toBe(4);
  expect(headline(receipt).sentence).toBe('version 2 is live, and one thing is not as the last run left it');
});

test('a version that was published and never went live is none', async () => {
  await run({ path: 'build' }, await makePackage({ 'index.js': 'two' }));
  expect(await found()).toEqual([]);
});

test('a canary that was given on purpose is none', async () => {
  await run({ path: 'build', canaryWeight: 10 }, await makePackage({ 'index.js': 'two' }));
  expect(await found()).toEqual([]);
});

const inRollout = (until: string) => {
  world.seed(1);
  const note = aliasNote({ live: '1', to: '2', until, run: '9' });
  world.move('live', { stable: '1', canary: { version: '2', percent: 10 } }, note);
};

test('a rollout that is under way is none, and one that nobody watches any more is', async () => {
  inRollout('2999-01-01T00:00:00Z');
  expect(await found()).toEqual([]);
  inRollout('2020-01-01T00:00:00Z');
  expect(await found()).toEqual(['unattended-rollout true']);
});

test('traffic that a failed gate left where it was', async () => {
  world.seed(1);
  const note = aliasNote({ live: '1', held: '2026-01-01T00:00:00Z' });
  world.move('live', { stable: '1', canary: { version: '2', percent: 10 } }, note);
  expect(await found()).toEqual(['held true']);
});

test('an alias at the newest upload', async () => {
  world.move('live', { stable: '$LATEST' }, '');
  expect(await found()).toContain('alias-at-latest true');
});

test('code that somebody uploaded by hand', async () => {
  world.upload('theirs');
  const receipt = await status();
  expect(receipt.drift?.[0]?.what).toContain('$LATEST holds code that was never published');
  expect(exitCodeOf(receipt)).toBe(4);
});

test('before the first deploy of ours, nothing was left by a run', async () => {
  open();
  world.upload('theirs');
  world.seed(1);
  world.move('live', { stable: '1' });
  expect(await found()).toEqual([]);
});

test('callers of the newest upload are told, and count only when they are refused', async () => {
  open({ callers: [{ what: 'function URL', qualifier: '$LATEST' }] });
  await run({ path: 'build', switch: true }, one);
  expect(await found()).toEqual(['latest-callers false']);
  expect(exitCodeOf(await status())).toBe(0);
  expect(exitCodeOf(await status({ latestCallers: 'refuse' }))).toBe(4);
});

test('a list tells what the alias shows of it, and stays green', async () => {
  world.seed(1);
  world.move('live', { stable: '2' });
  const receipt = await run({ operation: 'list' });
  expect(receipt.notices.join()).toContain('moved by hand or by another tool');
  expect(exitCodeOf(receipt)).toBe(0);
});

test('the terms stay those of a provider without a newest upload', async () => {
  open({ can: { ...can, latest: undefined } });
  await run({ path: 'build', switch: true }, one);
  expect(await found()).toEqual([]);
});
