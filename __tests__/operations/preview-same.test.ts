import { afterEach, beforeEach, expect, test } from '@jest/globals';
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
