import { describe, expect, it } from '@jest/globals';
import type { TrafficSplit } from '../../src/core/model.js';
import type { Capabilities } from '../../src/core/provider.js';
import { answering, type Stage, type StageOptions, stage } from '../support/rollout.js';

/**
 * Only the alias can be called, as with `probe.url` without `{version}`. One call in ten goes to the new version at
 * 10 %; `tells`: the answer says which.
 */
function byAlias(
  good: (version: string) => boolean,
  { tells = false, ...options }: StageOptions & { tells?: boolean } = {},
) {
  const asked: string[] = [];
  const can: Partial<Capabilities> = { invoke: false };
  const s: Stage = stage({
    rollout: '10:5m,100',
    can,
    ...options,
    with: {
      callLive: async () => {
        const split: TrafficSplit = s.world.aliases.get('live')?.split ?? { stable: '1' };
        const calls = asked.length;
        const version =
          split.canary && calls % Math.round(100 / split.canary.percent) === 0 ? split.canary.version : split.stable;
        asked.push(version);
        return { ...answering(good(version)), ...(tells && { version }) };
      },
    },
  });
  return { s, asked };
}

describe('answers that do not tell the version', () => {
  it('count for the share that the new one has: at 10 % ten times as many are needed', async () => {
    const { s, asked } = byAlias(() => true);
    expect(await s.go()).toBeUndefined();
    // 299 among both versions exclude 1 %, which is 10 % of the new one's
    expect(asked.filter((version) => version === '2').length).toBeGreaterThanOrEqual(29);
    const [first] = s.receipt.rollout?.gates ?? [];
    expect(first?.why).toMatch(
      /^300 of 300 good; a build failing less than 9.9 % would pass this, where version 2 has 10 % of the calls$/,
    );
  });

  it('take back a version that fails', async () => {
    const { s } = byAlias((version) => version === '1');
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    expect(s.now()).toEqual({ stable: '1' });
  });

  it('are not enough evidence where the share is too small', async () => {
    const { s } = byAlias(() => true, { rollout: '1:5m,100' });
    const { callLive } = s.context.provider;
    s.context.provider.callLive = async (payload) => {
      s.clock.advance(200);
      return (await callLive?.(payload)) ?? answering(false);
    };
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('did not bring enough evidence with 1 %') });
    expect(s.receipt.rollout?.end).toBe('held');
  });

  it('are not enough evidence where the stable version fails the probe, too', async () => {
    const { s } = byAlias((version) => version === '2');
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('so it is no baseline') });
    expect(s.receipt.rollout?.end).toBe('held');
  });
});

describe('answers that tell the version', () => {
  it('count for it alone', async () => {
    const { s } = byAlias(() => true, { tells: true });
    expect(await s.go()).toBeUndefined();
    expect(s.receipt.rollout?.gates[0]?.why).toMatch(/^\d\d of \d\d good; a build failing less than/);
  });

  it('pass nothing when the new version gave none of them', async () => {
    const { s } = byAlias(() => true, { tells: true });
    const { callLive } = s.context.provider;
    s.context.provider.callLive = async (payload) => ({
      ...(await callLive?.(payload)),
      ...answering(true),
      version: '1',
    });
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('0 of 29 probes brought an answer') });
    expect(s.receipt.rollout?.end).toBe('held');
  });
});

describe('a limit of the vendor', () => {
  const callLimit = { calls: 100, perMs: 900_000 };

  it('that leaves a difference out of sight is told before anything is sent', async () => {
    const { s, asked } = byAlias(() => true, {
      rollout: 'all-at-once',
      can: { callLimit },
      request: { gate: { detect: 2 } },
    });
    expect(await s.go()).toMatchObject({
      kind: 'input',
      message:
        'Input `gate.detect` is "2 %": it takes 149 probes, and Memory answers 100 requests in 15 min from one address.',
      next: 'The least that can be reached is `detect: 4%`.',
    });
    expect(asked).toEqual([]);
  });

  it('is kept to', async () => {
    let calls = 0;
    const { s, asked } = byAlias(() => ++calls % 4 !== 0, { rollout: 'all-at-once', can: { callLimit } });
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    expect(asked.length).toBeLessThanOrEqual(101);
  });
});
