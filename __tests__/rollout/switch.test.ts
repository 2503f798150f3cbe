import { describe, expect, it } from '@jest/globals';
import { BARE } from '../support/memory.js';
import { answering, type Stage, stage } from '../support/rollout.js';

/** What is live answers; callers see it 12 s late, and the provider warns of 30 s. */
function bare(good: (version: string) => boolean, expectation?: string, msOf: (version: string) => number = () => 10) {
  const asked: string[] = [];
  const moves: { version: string; at: number }[] = [];
  const s: Stage = stage({
    can: { ...BARE, settlesMs: 30_000 },
    expect: expectation,
    request: { gate: { detect: msOf('1') === msOf('2') ? 40 : 10 } },
    moved: ({ stable }) => void moves.push({ version: stable, at: s.clock.now() }),
    with: {
      callLive: async () => {
        const seen = moves.filter(({ at }) => s.clock.now() - at >= 12_000).at(-1)?.version ?? '1';
        asked.push(seen);
        return { ...answering(good(seen), msOf(seen)), body: JSON.stringify({ version: Number(seen) }) };
      },
    },
  });
  return { s, asked };
}

describe('a provider that can only switch', () => {
  it('asks what is live, switches, waits until callers see it, and asks again', async () => {
    const { s, asked } = bare(() => true);
    expect(await s.go()).toBeUndefined();
    expect(asked).toEqual([...Array(29).fill('1'), ...Array(6).fill('2')]);
    expect(s.receipt).toMatchObject({ after: { stable: '2' }, settlesMs: 0, rollout: { end: 'live' } });
  });

  it('does not wait longer than until the new version is recognised', async () => {
    const { s, asked } = bare(() => true, 'json.version=2');
    expect(await s.go()).toBeUndefined();
    expect(s.receipt.rollout?.waitedMs).toBeLessThan(30_000);
    expect(asked.filter((version) => version === '2')).toHaveLength(7);
  });

  it('blames no version for answers that came slower at another time', async () => {
    const { s } = bare(
      () => true,
      undefined,
      (version) => (version === '1' ? 100 : 300),
    );
    expect(await s.go()).toBeUndefined();
    expect(s.receipt).toMatchObject({ after: { stable: '2' }, rollout: { end: 'live' } });
  });

  it('switches back when the new version fails', async () => {
    const { s } = bare((version) => version === '1');
    expect(await s.go()).toMatchObject({
      kind: 'unhealthy',
      message: expect.stringContaining('failed its probes with 100 % of the traffic'),
      next: expect.stringContaining(
        'All traffic is back on version 1, and callers may still see version 2 for up to 30 s.',
      ),
    });
    expect(s.history).toEqual([{ stable: '2' }, { stable: '1' }]);
    expect(s.receipt).toMatchObject({ after: { stable: '1' }, switched: false, rollout: { end: 'rolled-back' } });
  });

  it('switches back when the new version is never seen', async () => {
    const { s } = bare(() => true, 'json.version=3');
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    expect(s.now()).toEqual({ stable: '1' });
  });

  it('does not take the answers of the old version for evidence while it looks at alarms', async () => {
    const { s, asked } = bare(() => true);
    s.context.request.metrics.alarms = ['errors'];
    s.context.provider.alarms = async () => [{ name: 'errors', state: 'ok' }];
    expect(await s.go()).toBeUndefined();
    expect(asked.filter((version) => version === '1')).toHaveLength(29);
  });

  it('finds a probe that asks at a wrong address before it switches', async () => {
    const { s } = bare(() => true);
    s.context.provider.callLive = async () => ({ status: 404, body: 'no such path', ms: 1 });
    expect(await s.go()).toMatchObject({
      kind: 'refused',
      message:
        'The probe cannot pass: a call of what is live fails for version 1, which is live, too: status 404; it said: no such path.',
      next: expect.stringContaining('No traffic of active was moved.'),
    });
    expect(s.history).toEqual([]);
  });

  it('lets a version mend what is broken: an old version that fails is no reason to stop', async () => {
    const { s } = bare((version) => version === '2');
    expect(await s.go()).toBeUndefined();
  });

  it('takes an expected status for what tells the new version apart', async () => {
    const { s } = bare(() => true, 'status=200');
    const { callLive } = s.context.provider;
    s.context.provider.callLive = async (payload) => {
      const answer = await callLive?.(payload);
      return answer?.body === '{"version":1}'
        ? { status: 404, body: '', ms: 1 }
        : (answer ?? { status: 0, body: '', ms: 0 });
    };
    expect(await s.go()).toBeUndefined();
  });

  it('is frugal with requests', async () => {
    const { s, asked } = bare(() => true);
    await s.go();
    expect(s.world.requests).toEqual(['point', 'alias']);
    expect(asked.length).toBeLessThan(40);
  });
});
