import { describe, expect, it } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import { answering, type Stage, stage } from '../support/rollout.js';

const share = (percent: number) => ({ stable: '1', canary: { version: '2', percent } });
const HOME = { stable: '1' };

describe('not enough evidence', () => {
  it('is red, and traffic does not move', async () => {
    const answer = () => ({ status: 429, body: '', ms: 1 });
    const s = stage({ rollout: '10:5m,100', answer });
    expect(await s.go()).toMatchObject({
      kind: 'unhealthy',
      message: expect.stringMatching(
        /did not bring enough evidence .* 0 of 29 probes brought an answer, .* status 429/,
      ),
    });
    expect(s.history).toEqual([]);
    expect(s.world.requests).toHaveLength(2 * 60);
  });

  /** Nothing answers any more once traffic has moved. */
  const silent = (unclear?: 'hold' | 'rollback' | 'pass', rollout = '10:5m,100') => {
    const s: Stage = stage({
      rollout,
      request: { gate: unclear && { unclear } },
      answer: () => {
        if (s.history.length > 0) throw new DeployError('network', 'No answer came.');
        return answering(true);
      },
    });
    return s;
  };

  it('holds the share that was reached when it runs out on the way, red', async () => {
    const s = silent();
    expect(await s.go()).toMatchObject({ kind: 'unhealthy', next: expect.stringContaining('stays where it is') });
    expect([s.now(), s.receipt.rollout?.end]).toEqual([share(10), 'held']);
    expect(s.receipt.rollout?.gates.map(({ percent, verdict }) => [percent, verdict])).toEqual([
      [0, 'pass'],
      [10, 'unclear'],
    ]);
  });

  it('at 100 % leaves the version live and unproven', async () => {
    const s = silent(undefined, 'all-at-once');
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    expect([s.now(), s.receipt.rollout?.end]).toEqual([{ stable: '2' }, 'held']);
  });

  it('takes traffic back where the request says so', async () => {
    const s = silent('rollback');
    expect(await s.go()).toMatchObject({ kind: 'unhealthy' });
    expect(s.history).toEqual([share(10), HOME]);
  });

  it('goes on where the request says so, with a warning', async () => {
    const s = silent('pass');
    expect(await s.go()).toBeUndefined();
    expect(s.now()).toEqual({ stable: '2' });
    expect(s.lines.some((line) => line.includes('`gate.unclear: pass`'))).toBe(true);
  });
});
