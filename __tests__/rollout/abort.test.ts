import { describe, expect, it } from '@jest/globals';
import { dice } from '../../src/rollout/dice.js';
import { answering, type Stage, stage } from '../support/rollout.js';

const MIN = 60_000;
const share = (percent: number) => ({ stable: '1', canary: { version: '2', percent } });
const HOME = { stable: '1' };

/** A version 2 that is good until `from` ms after the start. */
const badFrom = (from: number, find: () => Stage) => (version: string) => {
  const { clock } = find();
  return answering(version !== '2' || clock.now() < Date.UTC(2026, 0, 1) + from);
};

describe('a broken version', () => {
  it('never gets traffic when its probes fail before', async () => {
    const s = stage({ rollout: '10:5m,100', answer: (version) => answering(version === '1') });
    expect(await s.go()).toMatchObject({
      kind: 'unhealthy',
      message:
        'Version 2 failed its probes before any traffic of live moved: 5 of 5 probes failed, of the stable version 0 of 5; chance alone does that in fewer than 1 of 40 rollouts; the last time: status 500; it said: boom.',
      next: expect.stringContaining('No traffic of live was moved.'),
    });
    expect([s.history, s.world.writes()]).toEqual([[], 0]);
    expect(s.receipt).toMatchObject({ switched: false, after: HOME, rollout: { end: 'not-moved', reached: 0 } });
  });

  it('loses its traffic when it breaks on the way: weights cleared, read back', async () => {
    const s: Stage = stage({ rollout: '10:5m,50:10m,100', answer: badFrom(7 * MIN, () => s) });
    const error = await s.go();
    expect(error).toMatchObject({
      kind: 'unhealthy',
      next: expect.stringContaining('All traffic is back on version 1.'),
    });
    expect(error?.message).toMatch(
      /^Version 2 failed its probes with 50 % of the traffic: \d of \d+ probes failed, of the stable version 0 of \d+; /,
    );
    expect(s.history).toEqual([share(10), share(50), HOME]);
    expect(s.receipt).toMatchObject({ switched: false, after: HOME, rollout: { end: 'rolled-back', reached: 50 } });
    expect(s.world.aliases.get('live')?.note).toMatch(
      /^vd1 live=1 undone=2 auto=yes run=77 at=2026-01-01T00:0[78]:\d\dZ the shop$/,
    );
  });

  it('keeps its share when asked to hold', async () => {
    const s: Stage = stage({
      rollout: '10:5m,100',
      request: { gate: { failure: 'hold' } },
      answer: badFrom(2 * MIN, () => s),
    });
    expect(await s.go()).toMatchObject({ kind: 'unhealthy', next: expect.stringContaining('stays where it is') });
    expect([s.now(), s.receipt.rollout?.end, s.receipt.switched]).toEqual([share(10), 'held', true]);
  });

  it('is found out when it fails one request in five', async () => {
    let calls = 0;
    const s = stage({ rollout: '10:5m,100', answer: (version) => answering(version === '1' || ++calls % 5 !== 0) });
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    expect(s.now()).toEqual(HOME);
  });

  it('is found out when it is slow', async () => {
    const s = stage({
      rollout: '10:5m,100',
      request: { probe: { maxLatency: 500 } },
      answer: (version) => answering(true, version === '1' ? 10 : 501),
    });
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('it took 501 ms (500 ms allowed)') });
    expect(s.now()).toEqual(HOME);
  });

  it('is found out by comparison when it is only slower than stable', async () => {
    let calls = 0;
    const answer = (version: string) => answering(true, (version === '2' ? 300 : 100) + (calls++ % 7));
    const s = stage({ rollout: '10:5m,100', answer });
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('ms slower than the stable version') });
    expect(s.receipt.rollout?.probes?.stable?.failed).toBe(0);
  });

  it('is not blamed for what fails in both', async () => {
    const roll = dice(4);
    const s = stage({ rollout: '10:5m,100', answer: () => answering(roll() >= 0.2) });
    expect(await s.go()).toBeUndefined();
  });

  it('is found out when it breaks only where callers come', async () => {
    const answer = (version: string, _: string, alias?: string) => answering(alias === undefined || version === '1');
    const s = stage({ rollout: '10:5m,100', answer });
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('with 10 % of the traffic') });
    const at = stage({ rollout: 'all-at-once', answer });
    expect(await at.go()).toMatchObject({ message: expect.stringContaining('with 100 % of the traffic') });
    expect([s.now(), at.now()]).toEqual([HOME, HOME]);
  });

  it('shows an answer without its secrets', async () => {
    const answer = () => ({ status: 500, body: '{"password":"hunter2"}', ms: 1 });
    const s = stage({ answer });
    const error = await s.go();
    expect(error?.message).toContain('it said: {"password":"***"}');
    expect(JSON.stringify([s.lines, s.receipt, s.saved, error?.next])).not.toContain('hunter2');
  });
});

describe('a canary that stood there', () => {
  it('goes away with a version that fails its probes', async () => {
    const s = stage({ answer: () => answering(false) });
    s.world.move('live', share(20));
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    expect([s.now(), s.receipt.rollout?.end]).toEqual([HOME, 'rolled-back']);
  });
});

describe('a run that is told to stop', () => {
  const stopAt = (ms: number, options: Parameters<typeof stage>[0] = {}) => {
    const s: Stage = stage({
      rollout: '10:5m,100',
      // Before anything moves no time passes but that of the answers.
      answer: () => {
        if (s.history.length === 0) s.clock.advance(100);
        return answering(true);
      },
      ...options,
    });
    s.clock.at(ms, () => s.stop.abort());
    return s;
  };

  it('puts traffic back at once, with a provider that does not heed the stop', async () => {
    const s = stopAt(2 * MIN);
    expect(await s.go()).toMatchObject({ kind: 'interrupted', next: 'All traffic is back on version 1.' });
    expect(s.now()).toEqual(HOME);
    expect(s.clock.now() - Date.UTC(2026, 0, 1)).toBeLessThanOrEqual(2 * MIN + 7000);
    expect(s.receipt).toMatchObject({ after: HOME, switched: false, rollout: { end: 'rolled-back' } });
  });

  it('leaves traffic where it is when asked to', async () => {
    const s = stopAt(2 * MIN, { request: { gate: { cancel: 'hold' } } });
    expect(await s.go()).toMatchObject({ kind: 'interrupted' });
    expect([s.now(), s.receipt.rollout?.end]).toEqual([share(10), 'held']);
  });

  it('before anything moved has nothing to put back', async () => {
    const s = stopAt(2000);
    expect(await s.go()).toMatchObject({ kind: 'interrupted', next: 'No traffic of live was moved.' });
    expect(s.world.writes()).toBe(0);
  });

  it('before it moved anything leaves a canary that stood there', async () => {
    const s = stopAt(2000);
    s.world.move('live', share(20));
    expect(await s.go()).toMatchObject({ kind: 'interrupted', next: 'No traffic of live was moved.' });
    expect(s.now()).toEqual(share(20));
  });

  it('takes back what an interrupted rollout left, when it goes on with that', async () => {
    const s = stopAt(2000);
    s.world.move('live', share(20), 'vd1 live=1 to=2 until=2026-01-01T00:00:01Z');
    expect(await s.go()).toMatchObject({ kind: 'interrupted' });
    expect(s.now()).toEqual(HOME);
  });

  it('does not wait for an answer that hangs', async () => {
    const s: Stage = stage({
      answer: () => {
        queueMicrotask(() => s.stop.abort());
        return new Promise(() => undefined);
      },
    });
    expect(await s.go()).toMatchObject({ kind: 'interrupted' });
  });
});

describe('someone else', () => {
  it('who moves the alias during a step is left alone', async () => {
    const s = stage({ rollout: '10:5m,100' });
    s.world.seed(1);
    s.clock.at(2 * MIN, () => s.world.move('live', { stable: '3' }));
    expect(await s.go()).toMatchObject({ kind: 'conflict' });
    expect([s.now(), s.receipt.rollout?.end]).toEqual([{ stable: '3' }, 'foreign']);
  });

  it('who moves the alias just before the way back is left alone', async () => {
    const s: Stage = stage({ rollout: '10:5m,100', answer: badFrom(2 * MIN, () => s) });
    s.world.seed(1);
    s.clock.at(2 * MIN - 1, () => s.world.move('live', { stable: '3' }));
    expect(await s.go()).toMatchObject({ kind: 'unhealthy', next: expect.stringContaining('Someone else moved') });
    expect([s.now(), s.receipt.rollout?.end, s.receipt.after]).toEqual([{ stable: '3' }, 'foreign', { stable: '3' }]);
  });

  it('who moves the alias away at 100 % is found by reading back', async () => {
    const s = stage({ rollout: '100:5m' });
    s.world.seed(1);
    s.clock.at(2 * MIN, () => s.world.move('live', { stable: '3' }));
    expect(await s.go()).toMatchObject({ kind: 'conflict' });
    expect(s.now()).toEqual({ stable: '3' });
  });
});
