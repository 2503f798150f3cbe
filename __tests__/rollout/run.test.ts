import { describe, expect, it } from '@jest/globals';
import { readNote } from '../../src/core/note.js';
import { interruptedRollout } from '../../src/traffic/interrupted.js';
import { answering, stage } from '../support/rollout.js';

const MIN = 60_000;
const share = (percent: number) => ({ stable: '1', canary: { version: '2', percent } });

describe('a rollout of a good version', () => {
  it('goes through its shares to all traffic', async () => {
    const s = stage({ rollout: '10:5m,50:10m,100' });
    const started = s.clock.now();
    expect(await s.go()).toBeUndefined();
    expect(s.history).toEqual([share(10), share(50), { stable: '2' }]);
    expect(s.now()).toEqual({ stable: '2' });
    expect(s.receipt).toMatchObject({ after: { stable: '2' }, switched: true });
    expect(s.receipt.rollout).toMatchObject({ from: '1', to: '2', reached: 100, end: 'live' });
    expect(s.clock.now() - started).toBeGreaterThanOrEqual(15 * MIN);
    expect(s.receipt.rollout?.waitedMs).toBe(s.clock.now() - started);
  });

  it('probes the version by its number before anything moves, and while it watches', async () => {
    const s = stage({ rollout: '10:1m,100' });
    const before = s.world.requests.length;
    await s.go();
    const sent = s.world.requests.slice(before);
    // 29 good answers exclude that it fails 10 % (95 %); the stable version is asked beside it
    expect(sent.indexOf('point')).toBe(2 * 29);
    // in a minute as many again of each, and three calls of the alias beside each pair
    expect(sent.filter((method) => method === 'invoke')).toHaveLength(2 * 29 + 5 * 30);
    expect(s.receipt.rollout?.probes?.fresh).toMatchObject({ failed: 0, inconclusive: 0, medianMs: 5 });
  });

  it('moves all at once after its probes when no steps were asked for', async () => {
    const s = stage();
    expect(await s.go()).toBeUndefined();
    expect(s.history).toEqual([{ stable: '2' }]);
    // 29 by number before the move, 29 by the alias after it
    expect(s.receipt.rollout?.probes?.fresh.sent).toBe(58);
  });

  it('invokes nothing that nobody asked for, and only waits', async () => {
    const s = stage({ rollout: '10:5m,100', request: { probe: { payload: undefined } } });
    expect(await s.go()).toBeUndefined();
    expect(s.world.requests).not.toContain('invoke');
    expect(s.receipt.rollout).toMatchObject({ waitedMs: 5 * MIN, end: 'live' });
    expect(s.receipt.rollout?.probes).toBeUndefined();
  });

  it('says the whole schedule first, then how it goes', async () => {
    const s = stage({ rollout: '10:5m,100' });
    await s.go();
    expect(s.lines.slice(0, 5)).toEqual([
      'Rollout of version 2, version 1 is live: 10 % for 5 min, then 100 %.',
      '▰▱▱▱▱▱▱▱▱▱   10 %  watched for 5 min',
      '▰▰▰▰▰▰▰▰▰▰  100 %',
      'Probes: run by number and by the alias live, the stable version beside it; 29 good answers show that it fails less than 10 %. Every 5 s while watching, or more often in a short step.',
      'If a gate fails, traffic goes back; without enough evidence, traffic stays where it is.',
    ]);
    const progress = s.lines.filter((line) => line.includes(' of 5 min · '));
    expect(progress[0]).toBe(
      '▰▱▱▱▱▱▱▱▱▱ 10 %  30 s of 5 min · 9 probes, 0 failed, median 5 ms · stable: 26 probes, 0 failed, median 5 ms',
    );
    expect(progress).toHaveLength(10);
  });

  it('leaves in the note of the alias where it is going, and at the end what was live before', async () => {
    const s = stage({ rollout: '10:5m,100' });
    let onTheWay: string | undefined;
    s.clock.at(2 * MIN, () => {
      onTheWay = s.world.aliases.get('live')?.note;
    });
    await s.go();
    expect(onTheWay).toMatch(
      /^vd1 live=1 prev=0 commit=c{12} run=77 at=2026-01-01T00:00:00Z to=2 until=2026-01-01T00:\d\d:\d\dZ the shop$/,
    );
    expect(s.world.aliases.get('live')?.note).toMatch(
      /^vd1 live=2 prev=1 commit=c{12} run=77 at=2026-01-01T00:\d\d:\d\dZ the shop$/,
    );
  });

  it('makes an alias that does not exist with all traffic', async () => {
    const s = stage({ rollout: '10:5m,100' });
    s.world.aliases.clear();
    expect(await s.go()).toBeUndefined();
    expect(s.history).toEqual([{ stable: '2' }]);
  });

  it('goes on from the share that an interrupted rollout of the same version reached', async () => {
    const s = stage({ rollout: '10:1m,50:1m,75:1m,100' });
    s.world.move('live', share(50));
    expect(await s.go()).toBeUndefined();
    expect(s.history).toEqual([share(75), { stable: '2' }]);
  });

  it('takes a move without an answer for what it was', async () => {
    const s = stage({ rollout: '10:1m,100' });
    s.world.disturb({ method: 'point', kind: 'lose', times: 2 });
    expect(await s.go()).toBeUndefined();
    expect(s.now()).toEqual({ stable: '2' });
  });

  it('watches on at 100 % when asked to, and reads back at the end', async () => {
    const s = stage({ rollout: '100:5m' });
    expect(await s.go()).toBeUndefined();
    expect(s.world.requests.at(-1)).toBe('alias');
    expect(s.receipt.rollout?.waitedMs).toBeGreaterThanOrEqual(5 * MIN);
  });
});

describe('a dry run', () => {
  it('says the schedule and each move, sending neither probe nor write', async () => {
    const s = stage({ rollout: '10:5m,50:10m,100', dryRun: true });
    expect(await s.go()).toBeUndefined();
    expect(s.world.requests).toEqual([]);
    expect(s.clock.sleeps).toEqual([]);
    expect(s.receipt.steps.map(({ what, status }) => `${status}: ${what}`)).toEqual([
      'planned: point live at version 1 (90 %) and version 2 (10 %)',
      'planned: point live at version 1 (50 %) and version 2 (50 %)',
      'planned: point live at version 2',
    ]);
    expect(s.receipt.rollout).toMatchObject({ reached: 0, end: 'not-moved' });
  });
});

describe('a rollout that cannot work is refused before anything is sent:', () => {
  it('more time than is left', async () => {
    const s = stage({ rollout: '10:2h,100' });
    expect(await s.go()).toMatchObject({ kind: 'input', message: expect.stringContaining('`timeout`') });
    expect(s.world.requests).toEqual([]);
  });

  it('shares where the provider cannot split', async () => {
    const s = stage({ rollout: '10:5m,100', can: { split: false } });
    expect(await s.go()).toMatchObject({ kind: 'input', message: expect.stringContaining('`rollout`') });
    expect(s.world.requests).toEqual([]);
  });

  it('a payload where no version can be run', async () => {
    const s = stage({ can: { invoke: false } });
    expect(await s.go()).toMatchObject({ kind: 'input', message: expect.stringContaining('`probe.payload`') });
    expect(s.world.requests).toEqual([]);
  });

  it('alarms where there are none', async () => {
    const s = stage({ request: { metrics: { alarms: ['errors'] } } });
    expect(await s.go()).toMatchObject({ kind: 'input', message: expect.stringContaining('`metrics.alarms`') });
    expect(s.world.requests).toEqual([]);
  });

  it('another canary that is running', async () => {
    const s = stage({ rollout: '10:5m,100' });
    s.world.seed(1);
    s.world.move('live', { stable: '1', canary: { version: '3', percent: 5 } });
    expect(await s.go()).toMatchObject({ kind: 'refused' });
    expect(s.world.requests).toEqual([]);
  });
});

describe('an unfinished rollout', () => {
  it('is seen by the next run, which knows when it is abandoned', async () => {
    const s = stage({ rollout: '10:5m,100' });
    let alias = s.world.aliases.get('live');
    s.clock.at(2 * MIN, () => {
      alias = structuredClone(s.world.aliases.get('live'));
    });
    await s.go();
    const now = Date.UTC(2026, 0, 1, 0, 2);
    expect(interruptedRollout(alias, now)).toEqual({
      to: '2',
      from: '1',
      percent: 10,
      commit: 'c'.repeat(12),
      run: '77',
      until: readNote(alias?.note).fields.until,
      abandoned: false,
    });
    expect(interruptedRollout(alias, now + 3_600_000)?.abandoned).toBe(true);
    expect(interruptedRollout(alias, now, (run) => run === '77')?.abandoned).toBe(true);
    expect(interruptedRollout(alias, now, () => false)?.abandoned).toBe(false);
  });

  it('is not what a person made of it by hand', () => {
    const note = 'vd1 live=1 to=2 until=2026-01-01T00:10:00Z';
    const at = (stable: string, version?: string) =>
      interruptedRollout(
        { name: 'live', note, split: { stable, ...(version && { canary: { version, percent: 5 } }) } },
        0,
      );
    expect([at('1', '2')?.to, at('1', '3'), at('3', '2'), at('1'), at('2')]).toEqual([
      '2',
      ...Array(4).fill(undefined),
    ]);
    expect(interruptedRollout({ name: 'live', split: share(5) }, 0)).toBeUndefined();
    expect(interruptedRollout(undefined, 0)).toBeUndefined();
  });

  it('has no excuse when its deadline is not a time', () => {
    const alias = { name: 'live', note: 'vd1 live=1 to=2 until=soon', split: share(5) };
    expect(interruptedRollout(alias, 0)?.abandoned).toBe(true);
  });
});

describe('a version that answers slowly the first time', () => {
  it('is let off for a cold start', async () => {
    let calls = 0;
    const s = stage({
      request: { probe: { maxLatency: 100 } },
      answer: () => answering(true, calls++ === 0 ? 5000 : 10),
    });
    expect(await s.go()).toBeUndefined();
  });
});
