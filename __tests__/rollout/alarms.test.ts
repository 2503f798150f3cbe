import { describe, expect, it } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import type { AlarmState } from '../../src/core/provider.js';
import { type StageOptions, stage } from '../support/rollout.js';

const MIN = 60_000;
const share = { stable: '1', canary: { version: '2', percent: 10 } };

/** A rollout with alarms and without probes; `read` is given the ms since the start. */
function ringing(read: (ms: number) => AlarmState['state'], options: StageOptions = {}) {
  let reads = 0;
  const s = stage({
    rollout: '10:5m,100',
    request: { metrics: { alarms: ['errors'] }, probe: { payload: undefined } },
    with: {
      alarms: async (names) => {
        reads++;
        return names.map((name) => ({ name, state: read(s.clock.now() - Date.UTC(2026, 0, 1)), reason: '9 > 5' }));
      },
    },
    ...options,
  });
  return { s, reads: () => reads };
}

describe('alarms', () => {
  it('that do not ring let the rollout pass, and are asked for four times a minute', async () => {
    const { s, reads } = ringing(() => 'ok');
    expect(await s.go()).toBeUndefined();
    expect(s.now()).toEqual({ stable: '2' });
    // once before, then every 15 s of five minutes, both ends included
    expect(reads()).toBe(1 + 21);
  });

  it('that ring before traffic moves keep it where it is', async () => {
    const { s } = ringing(() => 'ringing');
    expect(await s.go()).toMatchObject({
      kind: 'unhealthy',
      message: expect.stringContaining('before any traffic of live moved: the alarm errors rings: 9 > 5'),
    });
    expect(s.history).toEqual([]);
  });

  it('that ring during a step put traffic back', async () => {
    const { s } = ringing((ms) => (ms > 2 * MIN ? 'ringing' : 'ok'));
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    expect(s.history).toEqual([share, { stable: '1' }]);
  });

  it('that ring after the last look of a step are seen at its end', async () => {
    const { s } = ringing((ms) => (ms > 21_000 ? 'ringing' : 'ok'), { rollout: '10:25s,100' });
    expect(await s.go()).toMatchObject({
      kind: 'unhealthy',
      message: expect.stringContaining('the alarm errors rings'),
    });
    expect(s.history).toEqual([share, { stable: '1' }]);
  });

  it('without data are no evidence that all is well', async () => {
    const { s } = ringing(() => 'unknown');
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('the alarms have no data') });
    expect([s.now(), s.receipt.rollout?.end]).toEqual([share, 'held']);
  });

  it('that cannot be read for a moment stop nothing', async () => {
    const { s } = ringing((ms) => {
      if (ms > MIN && ms < MIN + 20_000) throw new DeployError('network', 'No answer came.');
      return 'ok';
    });
    expect(await s.go()).toBeUndefined();
  });

  it('that cannot be read any more are no evidence either', async () => {
    const { s } = ringing((ms) => {
      if (ms > MIN) throw new DeployError('network', 'No answer came.');
      return 'ok';
    });
    expect(await s.go()).toMatchObject({ message: expect.stringContaining('the alarms could not be read') });
    expect([s.now(), s.receipt.rollout?.end]).toEqual([share, 'held']);
  });

  it('of an unknown name are an error of the request', async () => {
    const { s } = ringing(() => {
      throw new DeployError('input', 'Input `metrics.alarms` is "errors": there is no such alarm.');
    });
    expect(await s.go()).toMatchObject({ kind: 'input' });
    expect(s.history).toEqual([]);
  });
});
