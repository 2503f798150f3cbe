import { expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.js';
import { act } from '../support/keeping.js';
import { memory } from '../support/memory.js';

const FOR_EVER = new Promise<never>(() => undefined);

test('a package that is never done does not keep the run beyond its timeout, and nothing is sent then', async () => {
  const world = memory();
  const pack = () => FOR_EVER;
  const receipt = await act({ world, pack, clock: systemClock }, { path: 'build', switch: true, timeout: 50 });
  expect(receipt.error).toMatchObject({ kind: 'timeout' });
  expect(world.writes()).toBe(0);
});
