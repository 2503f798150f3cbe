import { expect, it } from '@jest/globals';
import type { Clock } from '../../../src/core/clock.js';
import { type FcTestContext, forBothGenerations } from './both-generations.js';
import { refusal } from './test-setup.js';

/** A clock during whose first pause `what` happens: the time between a write without an answer and its repetition. */
function clockWithPauseHook(clock: Clock, what: () => Promise<unknown>): Clock {
  let done = false;
  const sleep: Clock['sleep'] = async (ms, signal) => {
    if (!done) {
      done = true;
      await what();
    }
    await clock.sleep(ms, signal);
  };
  return { ...clock, sleep };
}

/** Version 1 is live with a note; the next move finds its connection closed. */
async function aliasBeforeDroppedMove({ open, publish, sandbox }: FcTestContext) {
  const [first = '', second = ''] = await publish('a', 'b');
  const other = await open();
  const expected = await other.point('live', { stable: first }, { note: 'before' });
  sandbox.fault({ kind: 'drop', method: 'PUT', path: '/aliases/' });
  return { other, expected, first, second };
}

forBothGenerations('a write that takes effect late', (on) => {
  it('is recognized as our own when its repetition meets it', async () => {
    const { open, clock } = on();
    const { other, expected, second } = await aliasBeforeDroppedMove(on());
    const options = { expected, note: 'ours' };
    const late = clockWithPauseHook(clock, () => other.point('live', { stable: second }, options));
    const after = await (await open({ clock: late })).point('live', { stable: second }, options);
    expect(after).toMatchObject({ split: { stable: second }, note: 'ours' });
  });

  it('is recognized without a note of its own, which keeps the old one', async () => {
    const { open, clock } = on();
    const { other, expected, second } = await aliasBeforeDroppedMove(on());
    const late = clockWithPauseHook(clock, () => other.point('live', { stable: second }, { expected }));
    const after = await (await open({ clock: late })).point('live', { stable: second }, { expected });
    expect(after).toMatchObject({ split: { stable: second }, note: 'before' });
  });

  it('is recognized when it created the alias', async () => {
    const { open, publish, sandbox, clock } = on();
    const [first = ''] = await publish('a');
    const other = await open();
    sandbox.fault({ kind: 'drop', method: 'POST', path: '/aliases' });
    const late = clockWithPauseHook(clock, () => other.point('live', { stable: first }, { note: 'ours' }));
    const after = await (await open({ clock: late })).point('live', { stable: first }, { note: 'ours' });
    expect(after).toMatchObject({ split: { stable: first }, note: 'ours' });
  });
});

forBothGenerations(
  'someone else’s write in between',
  (on) => {
    it('is no write of ours when it goes to the same version with another note', async () => {
      const { open, clock } = on();
      const { other, expected, second } = await aliasBeforeDroppedMove(on());
      const late = clockWithPauseHook(clock, () =>
        other.point('live', { stable: second }, { expected, note: 'theirs' }),
      );
      const provider = await open({ clock: late });
      const { kind } = await refusal(provider.point('live', { stable: second }, { expected, note: 'ours' }));
      expect(kind).toBe('conflict');
    });

    it('is no write of ours when the first attempt already meets it', async () => {
      const { open, publish } = on();
      const [first = '', second = ''] = await publish('a', 'b');
      const provider = await open();
      const expected = await provider.point('live', { stable: first }, { note: 'before' });
      await provider.point('live', { stable: second }, { expected, note: 'ours' });
      const { kind } = await refusal(provider.point('live', { stable: second }, { expected, note: 'ours' }));
      expect(kind).toBe('conflict');
    });
  },
  ['alibaba-fc2'],
);
