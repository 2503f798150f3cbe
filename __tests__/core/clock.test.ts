import { describe, expect, it } from '@jest/globals';
import { systemClock, waitFor } from '../../src/core/clock.js';
import { fakeClock } from '../support/clock.js';

describe('waiting for something', () => {
  it('does not sleep for what is there', async () => {
    const clock = fakeClock();
    expect(await waitFor({ clock, deadline: clock.now(), what: 'it' }, async () => 0)).toBe(0);
    expect(clock.sleeps).toEqual([]);
  });

  it.each([
    [300, 100],
    [3000, 500],
    [12_000, 1000],
  ])('sees what is ready after %p ms at most %p ms late', async (ready, late) => {
    const clock = fakeClock();
    const started = clock.now();
    const look = async () => (clock.now() - started >= ready ? 'ready' : undefined);
    await waitFor({ clock, deadline: started + 60_000, what: 'it' }, look);
    expect(clock.now() - started - ready).toBeLessThanOrEqual(late);
  });

  it('looks at most once a second, however long it takes', async () => {
    const clock = fakeClock();
    const end = clock.now() + 600_000;
    await waitFor({ clock, deadline: end, what: 'it' }, async () => (clock.now() >= end ? true : undefined));
    expect(clock.sleeps.length).toBeLessThan(630);
    expect(Math.max(...clock.sleeps)).toBe(1000);
  });

  it('looks once more when the deadline has come', async () => {
    const clock = fakeClock();
    const end = clock.now() + 60_000;
    expect(
      await waitFor({ clock, deadline: end, what: 'it' }, async () => (clock.now() >= end ? 'seen' : undefined)),
    ).toBe('seen');
    expect(clock.now()).toBe(end);
  });

  it('ends with a sentence: what, for how long, and what was seen last', async () => {
    const clock = fakeClock();
    const wait = { clock, deadline: clock.now() + 12_000, what: 'version 7 to be built', last: () => 'building' };
    await expect(waitFor(wait, async () => undefined)).rejects.toMatchObject({
      kind: 'timeout',
      message: 'Waited 12 s for version 7 to be built (last seen: building).',
    });
  });

  it('stops when told to', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    clock.at(5000, () => stop.abort());
    const wait = { clock, deadline: clock.now() + 60_000, what: 'it', signal: stop.signal };
    await expect(waitFor(wait, async () => undefined)).rejects.toMatchObject({ kind: 'interrupted' });
    expect(clock.now() - fakeClock().now()).toBe(5000);
  });

  it('hands on what goes wrong with looking', async () => {
    const clock = fakeClock();
    const look = () => Promise.reject(new Error('no sight'));
    await expect(waitFor({ clock, deadline: Number.POSITIVE_INFINITY, what: 'it' }, look)).rejects.toThrow('no sight');
  });
});

describe('the real clock', () => {
  it('wakes up at once when it is told to stop', async () => {
    const stop = new AbortController();
    const sleep = systemClock.sleep(3_600_000, stop.signal);
    stop.abort();
    await expect(sleep).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('does not begin to sleep after it was told to stop', async () => {
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

describe('a sleep that is longer than a timer can be', () => {
  it('does not end at once', async () => {
    const stop = new AbortController();
    const sleep = systemClock.sleep(2 ** 31 + 1000, stop.signal).then(
      () => 'slept',
      () => 'stopped',
    );
    await systemClock.sleep(50);
    stop.abort();
    expect(await sleep).toBe('stopped');
  });
});
