import { describe, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import { gather } from '../../src/core/together.js';

/** How a wait ended, or that it has not. */
const state = async (wait: Promise<void>): Promise<string> => {
  const ended = wait.then(
    () => 'through',
    (error: Error) => error.message,
  );
  return Promise.race([ended, new Promise<string>((resolve) => setTimeout(resolve, 5, 'waiting'))]);
};

const FAILED = 'b failed, and a release goes live as a whole or not at all.';

test('nobody moves before all are ready, and nobody is done before all have moved', async () => {
  const [a, b] = gather(['a', 'b']);
  const ready = a!.ready();
  expect(await state(ready)).toBe('waiting');
  await Promise.all([ready, b!.ready()]);
  const moved = a!.moved();
  expect(await state(moved)).toBe('waiting');
  await Promise.all([moved, b!.moved()]);
});

test('one with nothing to move holds nobody up', async () => {
  const [a, b] = gather(['a', 'b']);
  const ready = a!.ready();
  b!.leave();
  await ready;
  await a!.moved();
});

test('one that leaves after its move has left nobody behind', async () => {
  const [a, b] = gather(['a', 'b']);
  await Promise.all([a!.ready(), b!.ready()]);
  await Promise.all([a!.moved(), b!.moved()]);
  a!.leave();
  // Who lost a race and moves again is let through.
  await b!.ready();
  await b!.moved();
});

describe('one that fails', () => {
  test('before the moves stops those that wait, and those that come later', async () => {
    const [a, b, c] = gather(['a', 'b', 'c']);
    const ready = a!.ready();
    b!.fail(new DeployError('refused', 'no'));
    expect(await state(ready)).toBe(FAILED);
    expect(await state(c!.ready())).toBe(FAILED);
  });

  test('while the others move sends back those that have moved, the newest first', async () => {
    const [a, b, c] = gather(['a', 'b', 'c']);
    await Promise.all([a!.ready(), b!.ready(), c!.ready()]);
    const order: string[] = [];
    const back = [a!, c!].map((seat, at) => seat.moved().catch(() => order.push(at === 0 ? 'a' : 'c')));
    b!.fail(new DeployError('vendor', 'no'));
    await Promise.all(back);
    expect(order).toEqual(['c', 'a']);
  });

  test('after all have moved takes nobody back', async () => {
    const [a, b] = gather(['a', 'b']);
    await Promise.all([a!.ready(), b!.ready()]);
    await Promise.all([a!.moved(), b!.moved()]);
    b!.fail(new DeployError('vendor', 'no'));
    await a!.moved();
  });
});

test('what must be kept before the moves is kept before any, and when that fails nobody moves', async () => {
  const seen: string[] = [];
  const keep = async () => void seen.push('kept');
  const [a, b] = gather(['a', 'b'], { beforeMoves: keep, onCommit: () => void seen.push('committed') });
  await Promise.all([a!.ready().then(() => seen.push('a')), b!.ready()]);
  await Promise.all([a!.moved(), b!.moved()]);
  expect(seen).toEqual(['kept', 'a', 'committed']);
  const [c, d] = gather(['c', 'd'], { beforeMoves: () => Promise.reject(new Error('disk full')) });
  expect(await Promise.all([state(c!.ready()), state(d!.ready())])).toEqual(['disk full', 'disk full']);
});
