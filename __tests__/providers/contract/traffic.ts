import { describe, expect, it } from '@jest/globals';
import type { Alias } from '../../../src/core/model.js';
import type { Capabilities } from '../../../src/core/provider.js';
import { all, bench, refusal } from './bench.js';
import type { Bench, Start } from './fixture.js';

const ALIAS_NOTE = 'vd1 live=1 commit=0123456789ab run=1 from the contract';

/** Moving the pointer, and being refused. */
export function traffic(can: Capabilities, start: Start): void {
  const on = bench(start);
  const fresh = async ({ fixture }: Bench): Promise<Alias | undefined> => (await fixture.open()).alias(fixture.alias);

  it('answers undefined while nothing is live, and moves nothing by publishing', async () => {
    const { publish } = on();
    expect(await fresh(on())).toBeUndefined();
    await publish(1);
    expect(await fresh(on())).toBeUndefined();
  });

  it('points the alias at a version for the first time', async () => {
    const { fixture, provider, publish } = on();
    const [id = ''] = await publish(1);
    const answer = await provider.point(fixture.alias, { stable: id }, { note: ALIAS_NOTE });
    expect([answer.split, (await fresh(on()))?.split]).toEqual([{ stable: id }, { stable: id }]);
    expect((await all(provider.aliases())).map(({ name }) => name)).toEqual([fixture.alias]);
  });

  it('moves the alias on and back, and answers what it reads back', async () => {
    const { publish, live } = on();
    const [first = '', second = ''] = await publish(2);
    for (const stable of [first, second, first]) {
      expect((await live({ stable })).split).toEqual({ stable });
      expect((await fresh(on()))?.split).toEqual({ stable });
    }
  });

  it('takes its own answer as `expected` of the next move', async () => {
    const { fixture, provider, publish } = on();
    const [first = '', second = ''] = await publish(2);
    const expected = await provider.point(fixture.alias, { stable: first }, {});
    await provider.point(fixture.alias, { stable: second }, { expected });
    expect((await fresh(on()))?.split).toEqual({ stable: second });
  });

  it('accepts a move to where the alias is already', async () => {
    const { publish, live } = on();
    const [id = ''] = await publish(1);
    await live({ stable: id });
    expect((await live({ stable: id })).split).toEqual({ stable: id });
  });

  it(can.notes ? 'keeps the note of the alias' : 'keeps no note with the alias', async () => {
    const { fixture, provider, publish } = on();
    const [id = ''] = await publish(1);
    await provider.point(fixture.alias, { stable: id }, { note: ALIAS_NOTE });
    expect((await fresh(on()))?.note).toBe(can.notes ? ALIAS_NOTE : undefined);
  });

  describe('against someone else', () => races(on, fresh));
  describe('canary', () => (can.split ? canary(on, fresh) : noCanary(on, fresh)));

  it('refuses a version that does not exist, and leaves the traffic', async () => {
    const { fixture, provider, publish, live } = on();
    const [id = ''] = await publish(1);
    const expected = await live({ stable: id });
    const { kind } = await refusal(provider.point(fixture.alias, { stable: '999' }, { expected }));
    expect(['refused', 'vendor']).toContain(kind);
    expect((await fresh(on()))?.split).toEqual({ stable: id });
  });
}

type On = () => Bench;
type Fresh = (bench: Bench) => Promise<Alias | undefined>;

function races(on: On, fresh: Fresh): void {
  it('refuses a stale move as a conflict, and changes nothing', async () => {
    const { fixture, provider, publish, live } = on();
    const [first = '', second = '', third = ''] = await publish(3);
    const expected = await live({ stable: first });
    await fixture.foreign({ stable: second });
    const { kind } = await refusal(provider.point(fixture.alias, { stable: third }, { expected }));
    expect(kind).toBe('conflict');
    expect((await fresh(on()))?.split).toEqual({ stable: second });
  });

  it('refuses a first move when the alias exists meanwhile', async () => {
    const { fixture, provider, publish } = on();
    const [first = '', second = ''] = await publish(2);
    expect(await provider.alias(fixture.alias)).toBeUndefined();
    await fixture.foreign({ stable: first });
    const { kind } = await refusal(provider.point(fixture.alias, { stable: second }, {}));
    expect(kind).toBe('conflict');
    expect((await fresh(on()))?.split).toEqual({ stable: first });
  });

  it('sees a foreign move when it looks again', async () => {
    const { fixture, provider, publish, live } = on();
    const [first = '', second = ''] = await publish(2);
    await live({ stable: first });
    await fixture.foreign({ stable: second });
    expect((await provider.alias(fixture.alias))?.split).toEqual({ stable: second });
  });
}

function canary(on: On, fresh: Fresh): void {
  it('gives a second version its share', async () => {
    const { publish, live } = on();
    const [stable = '', version = ''] = await publish(2);
    await live({ stable });
    const rollout = { stable, canary: { version, percent: 10 } };
    expect((await live(rollout)).split).toEqual(rollout);
    expect((await fresh(on()))?.split).toEqual(rollout);
  });

  it('keeps a share that is no round number', async () => {
    const { publish, live } = on();
    const [stable = '', version = ''] = await publish(2);
    await live({ stable });
    await live({ stable, canary: { version, percent: 12.5 } });
    expect((await fresh(on()))?.split.canary?.percent).toBe(12.5);
  });

  it('clears the weights when the canary is taken back', async () => {
    const { publish, live } = on();
    const [stable = '', version = ''] = await publish(2);
    await live({ stable });
    await live({ stable, canary: { version, percent: 10 } });
    await live({ stable });
    expect((await fresh(on()))?.split).toEqual({ stable });
  });

  it('clears the weights when the canary is promoted', async () => {
    const { publish, live } = on();
    const [stable = '', version = ''] = await publish(2);
    await live({ stable });
    await live({ stable, canary: { version, percent: 10 } });
    await live({ stable: version });
    expect((await fresh(on()))?.split).toEqual({ stable: version });
  });

  it('refuses a stale move when only the share was changed by someone else', async () => {
    const { fixture, provider, publish, live } = on();
    const [stable = '', version = ''] = await publish(2);
    await live({ stable });
    const expected = await live({ stable, canary: { version, percent: 10 } });
    const foreign = { stable, canary: { version, percent: 50 } };
    await fixture.foreign(foreign);
    const { kind } = await refusal(provider.point(fixture.alias, { stable: version }, { expected }));
    expect(kind).toBe('conflict');
    expect((await fresh(on()))?.split).toEqual(foreign);
  });
}

function noCanary(on: On, fresh: Fresh): void {
  it('is refused with no request sent', async () => {
    const { fixture, provider, publish, live, count } = on();
    const [stable = '', version = ''] = await publish(2);
    const expected = await live({ stable });
    const rollout = { stable, canary: { version, percent: 10 } };
    const { answer, sent } = await count(() => refusal(provider.point(fixture.alias, rollout, { expected })));
    expect({ kind: answer.kind, sent: sent.all }).toEqual({ kind: 'refused', sent: 0 });
    expect((await fresh(on()))?.split).toEqual({ stable });
  });
}
