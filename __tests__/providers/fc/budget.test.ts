import { expect, it } from '@jest/globals';
import { forBothGenerations } from './both-generations.js';

forBothGenerations('requests', (on) => {
  it('rolls back to a named version with two: read, write', async () => {
    const { publish, open, clear, sent, foreign } = on();
    const [first = '', second = ''] = await publish('a', 'b');
    await foreign({ stable: second });
    clear();
    const provider = await open();
    const expected = await provider.alias('live');
    await provider.point('live', { stable: first }, { expected, note: 'vd1 live=1' });
    expect(sent().map((line) => line.split(' ')[0])).toEqual(['GET', 'PUT']);
  });

  it('finds unchanged code with three: the alias, the live version, LATEST', async () => {
    const { publish, open, clear, sent, foreign, pack } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    clear();
    const provider = await open();
    const live = await provider.alias('live');
    expect((await provider.findPublished(await pack('a'), live))?.id).toBe(first);
    expect(sent()).toHaveLength(3);
    expect(sent().every((line) => line.startsWith('GET '))).toBe(true);
  });

  it('publishes with four: LATEST, the upload, the version, the proof', async () => {
    const { open, sent, pack } = on();
    await (await open()).publish(await pack('a'), 'note');
    expect(sent().map((line) => line.split(' ')[0])).toEqual(['GET', 'PUT', 'POST', 'GET']);
  });

  it('does not write an alias that is what is wanted already', async () => {
    const { publish, open, clear, sent, foreign } = on();
    const [first = ''] = await publish('a');
    await foreign({ stable: first });
    clear();
    const provider = await open();
    await provider.point('live', { stable: first }, { expected: await provider.alias('live') });
    expect(sent()).toHaveLength(1);
  });
});

forBothGenerations(
  'without a lock',
  (on) => {
    it('reads again, writes, and reads back when something else was asked in between', async () => {
      const { publish, open, clear, sent, foreign } = on();
      const [first = '', second = ''] = await publish('a', 'b');
      await foreign({ stable: first });
      const provider = await open();
      const expected = await provider.alias('live');
      await provider.version(second);
      clear();
      await provider.point('live', { stable: second }, { expected });
      expect(sent().map((line) => line.split(' ')[0])).toEqual(['GET', 'PUT', 'GET']);
    });

    it('reads again when the last read is more than a moment ago', async () => {
      const { publish, open, foreign, clock } = on();
      const [first = '', second = '', third = ''] = await publish('a', 'b', 'c');
      await foreign({ stable: first });
      const provider = await open();
      const expected = await provider.alias('live');
      clock.advance(5_000);
      await foreign({ stable: second });
      await expect(provider.point('live', { stable: third }, { expected })).rejects.toMatchObject({ kind: 'conflict' });
      expect((await provider.alias('live'))?.split).toEqual({ stable: second });
    });
  },
  ['alibaba-fc3'],
);

forBothGenerations(
  'with a lock',
  (on) => {
    it('sends the ETag of what was read, and is refused when that is stale', async () => {
      const { publish, open, foreign, requests } = on();
      const [first = '', second = '', third = ''] = await publish('a', 'b', 'c');
      await foreign({ stable: first });
      const provider = await open();
      const expected = await provider.alias('live');
      await foreign({ stable: second });
      await expect(provider.point('live', { stable: third }, { expected })).rejects.toMatchObject({ kind: 'conflict' });
      const put = requests().find(({ method, path }) => method === 'PUT' && path.includes('/aliases/'));
      expect([put?.headers['if-match'], put?.status]).toEqual([expected?.lock, 412]);
      expect((await provider.alias('live'))?.split).toEqual({ stable: second });
    });
  },
  ['alibaba-fc2'],
);
