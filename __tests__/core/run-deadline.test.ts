import { describe, expect, test } from '@jest/globals';
import { systemClock, waitFor } from '../../src/core/clock.js';
import { stopReason } from '../../src/core/errors.js';
import { runDeadline } from '../../src/core/run-deadline.js';
import { fakeClock } from '../support/clock.js';

describe('the time of a run', () => {
  test('ends with a signal that says so', () => {
    const clock = fakeClock();
    const { signal, at } = runDeadline(clock, 120_000);
    expect(at).toBe(clock.now() + 120_000);
    clock.advance(119_999);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect(stopReason(signal)).toMatchObject({ kind: 'timeout', message: expect.stringContaining('120 s') });
  });

  test('ends earlier when the run is told to stop', () => {
    const stop = new AbortController();
    const { signal } = runDeadline(fakeClock(), 120_000, stop.signal);
    stop.abort();
    expect(stopReason(signal).kind).toBe('interrupted');
  });

  test('does not end after it was let go', () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const { signal, release } = runDeadline(clock, 1000, stop.signal);
    release();
    clock.advance(5000);
    stop.abort();
    expect(signal.aborted).toBe(false);
  });

  test('ends a sleep and names the reason', async () => {
    const { signal } = runDeadline(systemClock, 30);
    await expect(systemClock.sleep(10_000, signal)).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('ends a wait, which says what was waited for', async () => {
    const { signal, at } = runDeadline(systemClock, 60);
    const wait = { clock: systemClock, deadline: at + 10_000, signal, what: 'version 7', last: () => 'building' };
    await expect(waitFor(wait, async () => undefined)).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringMatching(/for version 7 \(last seen: building\)/),
    });
  });
});
