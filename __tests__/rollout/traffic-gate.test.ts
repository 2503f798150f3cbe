import { describe, expect, it } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { TrafficSource, VersionCounts } from '../../src/core/traffic-source.js';
import { wholeMinutes } from '../../src/core/whole-minutes.js';
import { signals } from '../../src/inputs/metrics-parsers.js';
import { dice } from '../../src/rollout/dice.js';
import { type Stage, type StageOptions, stage } from '../support/rollout.js';

const MIN = 60_000;
const ROLLOUTS = 40;
const share = (percent: number) => ({ stable: '1', canary: { version: '2', percent } });

interface Callers {
  perMinute: number;
  /** the share of calls that fail, of 1 */
  stable?: number;
  fresh?: number;
  /** the share of calls that are slow */
  slow?: number;
  seed?: number;
  broken?: (ms: number) => unknown;
  metrics?: string;
}

/** Callers who come all the time, counted by the minute as CloudWatch does: 90 s late. */
function called(callers: Callers, options: StageOptions = {}): { s: Stage; spans: [number, number][] } {
  const { perMinute, stable = 0, fresh = 0, slow = 0, seed = 1, metrics = 'errors' } = callers;
  const roll = dice(seed);
  const spans: [number, number][] = [];
  const start = Date.UTC(2026, 0, 1);
  const count = (calls: number, rate: number): VersionCounts => {
    const bad = (share: number) => Array.from({ length: calls }, roll).filter((x) => x < share).length;
    return { calls, errors: bad(rate), over: bad(slow), p50: 12, p99: 80 };
  };
  const trafficSource = ({ limitMs }: { limitMs?: number }): TrafficSource => ({
    name: 'CloudWatch',
    ...(limitMs !== undefined && { limitMs }),
    async look(from, to) {
      callers.broken?.(s.clock.now() - start);
      const minutes = wholeMinutes({ from, to }, s.clock.now(), 90_000);
      if (minutes.to === minutes.from)
        return { from, to: minutes.complete ? Math.max(from, to) : from, complete: minutes.complete };
      spans.push([(minutes.from - start) / MIN, (minutes.to - start) / MIN]);
      const calls = Math.round((perMinute * (minutes.to - minutes.from)) / MIN);
      const now = s.now() as { stable: string; canary?: { percent: number } };
      const percent = now.canary?.percent ?? (now.stable === '2' ? 100 : 0);
      const own = Math.round((calls * percent) / 100);
      return { ...minutes, candidate: count(own, fresh), stable: count(calls - own, stable) };
    },
  });
  const s: Stage = stage({
    rollout: '10:5m,50:5m,100',
    with: { trafficSource },
    ...options,
    request: {
      probe: { payload: undefined },
      metrics: { signals: signals(metrics, 'metrics') },
      ...options.request,
    },
  });
  return { s, spans };
}

describe('callers’ own traffic', () => {
  it('brings a version live that fails no more than the stable one, and says what that proves', async () => {
    const { s } = called({ perMinute: 600 });
    expect(await s.go()).toBeUndefined();
    expect(s.now()).toEqual({ stable: '2' });
    const { gates = [], traffic } = s.receipt.rollout ?? {};
    expect(gates.map(({ why }) => why)).toEqual([
      'CloudWatch: 300 of 300 good; a build failing less than 1 % would pass this',
      'CloudWatch: 1500 of 1500 good; a build failing less than 0.2 % would pass this',
    ]);
    expect(traffic).toMatchObject({ fresh: { calls: 1800, p99: 80 }, stable: { calls: 4200 } });
  });

  it('is counted once for each minute, and the last minute of a step is waited for at the same share', async () => {
    const { s, spans } = called({ perMinute: 600 });
    await s.go();
    for (const [i, [from]] of spans.entries()) if (i > 0) expect(from).toBeGreaterThanOrEqual(spans[i - 1]?.[1] ?? 0);
    expect(spans.reduce((sum, [from, to]) => sum + to - from, 0)).toBe(10);
    expect(s.lines).toContain('Waiting for what CloudWatch counts in the last minute, at most 3 min.');
  });

  it('puts traffic back as soon as it is clear that the new version fails', async () => {
    const { s } = called({ perMinute: 600, fresh: 0.2 });
    const error = await s.go();
    expect(error).toMatchObject({ kind: 'unhealthy' });
    expect(error?.message).toMatch(
      /failed its checks with 10 % of the traffic: CloudWatch: \d+ of \d+ calls failed, of/,
    );
    expect(s.history).toEqual([share(10), { stable: '1' }]);
    expect(s.clock.now() - Date.UTC(2026, 0, 1)).toBeLessThan(5 * MIN);
  });

  it('holds where it is when too few callers come to tell', async () => {
    const { s } = called({ perMinute: 10 });
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('too few to see a build that fails 10 %') });
    expect([s.now(), s.receipt.rollout?.end]).toEqual([share(10), 'held']);
  });

  it('holds where nobody calls', async () => {
    const { s } = called({ perMinute: 0 });
    expect(await s.go()).toMatchObject({
      message: expect.stringContaining('CloudWatch counts no calls of the new version'),
    });
  });

  it('is not counted beside probes that suffice, when nobody calls', async () => {
    const { s } = called({ perMinute: 0 }, { request: { probe: { payload: '{}' } } });
    expect(await s.go()).toBeUndefined();
    expect(s.receipt.rollout?.gates[1]?.why).toContain('CloudWatch counts no calls of the new version, which is not');
  });

  it('that cannot be read any more is no evidence, and for a moment stops nothing', async () => {
    const lost = (from: number, to: number) => (ms: number) => {
      if (ms > from && ms < to) throw new DeployError('network', 'No answer came.');
    };
    expect(await called({ perMinute: 600, broken: lost(3 * MIN, 3 * MIN + 20_000) }).s.go()).toBeUndefined();
    expect(await called({ perMinute: 600, broken: lost(3 * MIN, 60 * MIN) }).s.go()).toMatchObject({
      message: expect.stringContaining('CloudWatch could not be read'),
    });
  });

  it('that may not be read ends the rollout with the sentence that says what is missing', async () => {
    const broken = () => {
      throw new DeployError('input', 'CloudWatch refused it.', { next: 'Give the role cloudwatch:GetMetricData.' });
    };
    const { s } = called({ perMinute: 600, broken });
    expect(await s.go()).toMatchObject({ kind: 'input', message: expect.stringContaining('CloudWatch refused it.') });
    expect(s.now()).toEqual({ stable: '1' });
  });

  it('keeps limits: p99<800ms stops a build with 1 slow call in 10', async () => {
    const { s } = called({ perMinute: 600, slow: 0.1, metrics: 'errors<1%, p99<800ms' });
    expect((await s.go())?.message).toContain('calls were slow, more than p99<800ms allows');
    expect(await called({ perMinute: 600, metrics: 'errors<1%, p99<800ms' }).s.go()).toBeUndefined();
  });

  it('judges a watched 100 % by what the stable version met before', async () => {
    expect(await called({ perMinute: 600 }, { rollout: '10:5m,100:5m' }).s.go()).toBeUndefined();
  });
});

describe('of many rollouts before a stream of ten users a second', () => {
  const ends = async (stable: number, fresh: number, slow = 0) => {
    const all: Record<string, number> = {};
    for (let seed = 1; seed <= ROLLOUTS; seed++) {
      const { s } = called({ perMinute: 600, stable, fresh, slow, seed: seed * 7919 });
      await s.go();
      const { end = '' } = s.receipt.rollout ?? {};
      all[end] = (all[end] ?? 0) + 1;
    }
    return all;
  };

  it.each([0, 0.01, 0.05, 0.1, 0.2, 0.4])('hardly one is taken back of versions that both fail %s', async (rate) => {
    // One in twenty is the promise; of forty, three may be chance.
    expect((await ends(rate, rate))['rolled-back'] ?? 0).toBeLessThanOrEqual(3);
  });

  it('every build that fails 1 in 5, or every call, is taken back', async () => {
    for (const rate of [0.2, 1]) expect(await ends(0, rate)).toEqual({ 'rolled-back': ROLLOUTS });
  });

  it('nearly every build that fails 1 in 20 is taken back, at the latest at half of the traffic', async () => {
    expect((await ends(0, 0.05))['rolled-back']).toBeGreaterThanOrEqual(ROLLOUTS - 2);
  });

  it('every build that is better goes live', async () => {
    expect(await ends(0.1, 0.01)).toEqual({ live: ROLLOUTS });
  });
});

describe('signals', () => {
  it('are read as a person writes them', () => {
    expect(signals('errors, latency', 'metrics')).toEqual([
      { text: 'errors', of: 'errors' },
      { text: 'latency', of: 'latency', limitMs: 1000 },
    ]);
    expect(signals('errors<=stable\np99.9 < 1.5s', 'metrics')).toMatchObject([
      { of: 'errors' },
      { of: 'latency', limitMs: 1500, most: expect.closeTo(0.001, 6) },
    ]);
  });

  it.each(['error', 'errors<0%', 'errors, errors<1%', 'p99', 'p99<800'])(
    'that mean nothing are refused: %s',
    (text) => {
      expect(() => signals(text, 'metrics')).toThrow(DeployError);
    },
  );
});
