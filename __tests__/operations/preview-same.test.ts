import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import { headline } from '../../src/report/headline.js';
import { fakeClock } from '../support/clock.js';
import { act } from '../support/keeping.js';
import { makePackage } from '../support/package.js';
import { type PreviewStage, previewStage } from '../support/preview.js';

const DAY = 86_400_000;
/** when the clock of a preview starts */
const NOW = Date.UTC(2026, 0, 1);
let stage: PreviewStage;

beforeEach(async () => {
  stage = await previewStage();
});
afterEach(() => stage.close());

const open = (number: number) => stage.preview({ event: { number } });
const close = (number: number) => stage.preview({ event: { number, action: 'closed' } });
const versions = () => [...stage.world.versions.keys()].join(' ');
const aliases = () => [...stage.world.aliases.keys()].join(' ');

test('a version that two pull requests share goes with the last of them', async () => {
  await open(12);
  await open(13);
  expect(stage.world.aliases.get('pr-13')?.split).toEqual({ stable: '2' });
  await close(12);
  expect(versions()).toBe('1 2');
  await close(13);
  expect(versions()).toBe('1');
});

test('a preview of code that is live for long is as old as the preview, not as the version', async () => {
  const one = await makePackage({ 'index.js': 'one\n' });
  const live = stage.world.versions.get('1');
  if (live) live.createdAt = new Date(NOW - 90 * DAY).toISOString();
  await stage.preview({ pkg: one });
  const sweep = (days: number) =>
    act(
      { world: stage.world, clock: fakeClock(NOW + days * DAY) },
      { operation: 'cleanup', retention: { previews: 7 * DAY } },
    );
  await sweep(6);
  expect(aliases()).toBe('live pr-12');
  await sweep(8);
  expect(aliases()).toBe('live');
});

test('a preview that shows this package already is not published again, whatever was deployed in between', async () => {
  const first = await open(12);
  const three = await makePackage({ 'index.js': 'three\n' });
  await act({ world: stage.world, pkg: three }, { path: 'build', switch: true });
  const writes = stage.world.writes();
  const again = await open(12);
  expect(again).toMatchObject({ outcome: 'done', changed: false, version: { id: first.version?.id } });
  expect(stage.world.writes()).toBe(writes);
});

test('somebody else’s alias of that name is found before anything is uploaded', async () => {
  stage.world.move('pr-12', { stable: '1' }, 'not ours');
  const writes = stage.world.writes();
  expect((await open(12)).error).toMatchObject({ kind: 'refused' });
  expect(stage.world.writes()).toBe(writes);
});

test('an upload of a preview that a deploy replaced is sent again', async () => {
  const error = new DeployError('conflict', 'Someone else uploaded.');
  stage.world.disturb({ method: 'publish', kind: 'fail', error });
  expect(await open(12)).toMatchObject({ outcome: 'done', changed: true });
});

test('of a closed preview that could not be deleted whole, it is said what is left and who sweeps it', async () => {
  const pkg = await makePackage({ 'index.js': 'three\n' });
  await open(12);
  await stage.preview({ event: { number: 12 }, pkg });
  const error = new DeployError('refused', 'Version 3 is in use.', { status: 409 });
  stage.world.disturb({ method: 'remove', kind: 'fail', error, skip: 1 });
  const receipt = await close(12);
  expect([receipt.outcome, versions(), headline(receipt).sentence]).toEqual([
    'done',
    '1 3',
    'preview of pull request 12 is removed, but for 1 version',
  ]);
  expect(receipt.notices.join()).toContain('let `cleanup` with `retention: {previews: 7d}` sweep it');
  // Either of them does.
  expect((await close(12)).removals).toEqual({ removed: 1 });
});
