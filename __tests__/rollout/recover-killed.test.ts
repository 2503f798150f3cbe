import { describe, expect, it } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { Alias, TrafficSplit } from '../../src/core/model.js';
import { aliasNote } from '../../src/core/note.js';
import { trafficShares } from '../../src/core/traffic-split.js';
import { recoverKilledRollout, wasKilled } from '../../src/rollout/recover-killed.js';
import { runRollout } from '../../src/rollout/run.js';
import { answering, type Stage, stage } from '../support/rollout.js';

const MIN = 60_000;
const share = (percent: number) => ({ stable: '1', canary: { version: '2', percent } });
const HOME = { stable: '1' };

/** A version 2 that is good until `from` ms after the start. */
const badFrom = (from: number, find: () => Stage) => (version: string) => {
  const { clock } = find();
  return answering(version !== '2' || clock.now() < Date.UTC(2026, 0, 1) + from);
};

const rescued = async (at: number, s: Stage) => {
  const save = s.saved[at];
  if (!save || !wasKilled(save)) return undefined;
  const { clock, context } = s;
  return recoverKilledRollout(save, { ...context, provider: s.world.open(), until: clock.now() + 7000 });
};

describe('trouble at any single move', () => {
  const kinds = ['fail', 'lose'] as const;
  const cases = [0, 1, 2].flatMap((skip) =>
    kinds.flatMap((kind) => [1, 2].map((times) => [skip, kind, times] as const)),
  );

  it.each(cases)(
    'move %p, %s, %p times: traffic is whole and known, and a rerun arrives',
    async (skip, kind, times) => {
      const s = stage({ rollout: '10:1m,50:1m,100' });
      s.world.disturb({ method: 'point', kind, skip, times });
      const error = await s.go();
      const live = s.now() as TrafficSplit;
      expect(Object.values(trafficShares(live)).reduce((sum, percent) => sum + percent, 0)).toBe(100);
      expect(live).toEqual(error ? HOME : { stable: '2' });
      expect(s.receipt.after).toEqual(live);
      s.world.calm();
      expect(await s.go()).toBeUndefined();
      expect(s.now()).toEqual({ stable: '2' });
    },
  );

  it('says that it does not know when even the way back fails', async () => {
    const s: Stage = stage({ rollout: '10:5m,100', answer: badFrom(2 * MIN, () => s) });
    s.world.disturb({ method: 'point', kind: 'fail', skip: 1, times: 999 });
    expect(await s.go()).toMatchObject({ next: expect.stringContaining('Traffic could not be put back: The server') });
    expect(s.receipt.rollout?.end).toBe('not-known');
    s.world.calm();
    expect(await rescued(s.saved.length - 1, s)).toMatchObject({ end: 'home' });
    expect(s.now()).toEqual(HOME);
  });
});

async function walkError(s: Stage, alias: Alias | undefined, version: string): Promise<DeployError | undefined> {
  return runRollout(s.context, alias, version).then(
    () => undefined,
    (error: unknown) => (error instanceof DeployError ? error : Promise.reject(error)),
  );
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
const never = () => new Promise<void>(() => undefined);

describe('a run that is killed', () => {
  it.each([0, 1, 2])('before move %p leaves traffic whole, and a rerun arrives', async (skip) => {
    const s = stage({ rollout: '10:1m,50:1m,100' });
    s.world.disturb({ method: 'point', kind: 'race', skip, by: never });
    void s.go();
    await settled();
    expect(s.now()).toEqual([HOME, share(10), share(50)][skip]);
    expect(await s.go()).toBeUndefined();
    expect(s.now()).toEqual({ stable: '2' });
  });

  it.each([0, 1, 2])('after move %p leaves traffic whole, and a rerun arrives', async (skip) => {
    const s = stage({ rollout: '10:1m,50:1m,100' });
    s.world.disturb({ method: 'point', kind: 'kill', skip });
    void s.go();
    await settled();
    expect(s.now()).toEqual([share(10), share(50), { stable: '2' }][skip]);
    expect(await s.go()).toBeUndefined();
    expect(s.now()).toEqual({ stable: '2' });
  });
});

describe('two rollouts at once', () => {
  it('on one alias: one wins, the other ends with a conflict and touches nothing', async () => {
    const s = stage({ rollout: '10:1m,100' });
    const other = stage({ rollout: '10:1m,100' });
    other.context.provider = s.context.provider;
    const before = structuredClone(s.world.aliases.get('live'));
    const third = s.world.seed(1)[0] ?? '';
    const ends = await Promise.all([s.go(), walkError(other, before, third)]);
    expect(ends.filter((end) => end === undefined)).toHaveLength(1);
    expect(ends.filter((end) => end?.kind === 'conflict')).toHaveLength(1);
    expect([{ stable: '2' }, { stable: third }]).toContainEqual(s.now());
  });
});

describe('after a killed run', () => {
  it.each([0, 1])('after the save before move %p is put back by whoever comes next', async (at) => {
    const s: Stage = stage({
      rollout: '10:5m,50:5m,100',
      answer: badFrom(7 * MIN, () => s),
      request: { gate: { failure: 'hold' } },
    });
    await s.go();
    expect(s.now()).toEqual(share(50));
    expect(await rescued(at, s)).toMatchObject({ end: 'home' });
    expect(s.now()).toEqual(HOME);
  });

  it('says whether there was anything to put back', async () => {
    const s: Stage = stage({ rollout: '10:5m,100' });
    await s.go();
    s.world.move('live', HOME);
    expect(await rescued(0, s)).toMatchObject({ end: 'home', moved: false });
    s.world.move('live', share(10));
    expect(await rescued(0, s)).toMatchObject({ end: 'home', moved: true });
  });

  it('that had come to its end needs nobody', async () => {
    const s = stage({ rollout: '10:5m,100' });
    await s.go();
    expect(wasKilled(s.saved.at(-1)!)).toBe(false);
    expect(s.saved.slice(0, -1).every(wasKilled)).toBe(true);
  });

  it('leaves alone what someone else did since', async () => {
    const s = stage({ rollout: '10:5m,100' });
    await s.go();
    s.world.seed(1);
    s.world.move('live', { stable: '3' });
    expect(await rescued(0, s)).toMatchObject({ end: 'foreign' });
    expect(s.now()).toEqual({ stable: '3' });
  });

  it('leaves alone what another run made of the same rollout since', async () => {
    const s = stage({ rollout: '10:5m,100' });
    await s.go();
    s.world.move('live', { stable: '2' }, aliasNote({ live: '2', prev: '1', run: '78' }));
    expect(await rescued(0, s)).toMatchObject({ end: 'foreign' });
    expect(s.now()).toEqual({ stable: '2' });
  });
});
