import { describe, expect, it } from '@jest/globals';
import { gate, type ProbeSample } from '../../src/rollout/gate.js';

const good = (count: number, ms = 10): ProbeSample[] =>
  Array.from({ length: count }, (_, i) => ({ ok: true, ms: ms + i * 0.01 }));
const bad = (count: number): ProbeSample[] => Array.from({ length: count }, () => ({ ok: false, ms: 10 }));
const rules = { need: 10, maxFailures: 0, looks: 1 };

describe('a gate', () => {
  it('passes a full sample of good answers', () => {
    expect(gate({ fresh: good(10) }, rules)).toEqual({ verdict: 'pass', why: '10 of 10 probes were good' });
  });

  it('never passes on nothing', () => {
    for (const need of [0, 1, 10]) {
      expect(gate({ fresh: [] }, { ...rules, need }).verdict).toBe('not-enough-evidence');
    }
  });

  it('does not pass one answer short', () => {
    expect(gate({ fresh: good(9) }, rules)).toEqual({
      verdict: 'not-enough-evidence',
      why: '9 of 10 probes brought an answer',
    });
  });

  it('fails at once on more failures than allowed, however small the sample', () => {
    expect(gate({ fresh: bad(1) }, rules)).toEqual({ verdict: 'fail', why: 'the probe failed' });
  });

  it('counts nothing where there was one probe', () => {
    expect(gate({ fresh: good(1) }, { ...rules, need: 1 }).why).toBe('the probe was good');
    expect(gate({ fresh: bad(2) }, rules).why).toBe('2 of 2 probes failed (0 allowed)');
  });

  it('lets as many failures pass as allowed', () => {
    expect(gate({ fresh: [...good(8), ...bad(2)] }, { ...rules, maxFailures: 2 }).verdict).toBe('pass');
    expect(gate({ fresh: [...good(8), ...bad(3)] }, { ...rules, maxFailures: 2 }).verdict).toBe('fail');
  });
});

describe('a gate that compares', () => {
  const lax = { need: 10, maxFailures: 99, looks: 1 };

  it('passes a version like the stable one', () => {
    expect(gate({ fresh: good(20), stable: good(20) }, lax).verdict).toBe('pass');
  });

  it('is not upset by one unlucky answer', () => {
    expect(gate({ fresh: [...good(19), ...bad(1)], stable: good(20) }, lax).verdict).toBe('pass');
  });

  it('fails a version that fails more than chance explains, and says by which numbers', () => {
    const { verdict, why } = gate({ fresh: [...good(12), ...bad(8)], stable: good(20) }, lax);
    expect(verdict).toBe('fail');
    // C(20,8)·C(20,0)/C(40,8)
    expect(why).toBe(
      '8 of 20 probes failed, of the stable version 0 of 20 (Fisher’s exact test, one-sided: p = 0.0016, bound 0.025)',
    );
  });

  it('passes a version that fails no more than a stable one that fails too', () => {
    const half = [...good(10), ...bad(10)];
    expect(gate({ fresh: half, stable: half }, lax).verdict).toBe('pass');
  });

  it('is stricter with itself the more often it looks', () => {
    const evidence = { fresh: [...good(14), ...bad(6)], stable: good(20) };
    expect(gate(evidence, lax).verdict).toBe('fail');
    expect(gate(evidence, { ...lax, looks: 10 }).verdict).toBe('pass');
  });

  it('fails a version that is clearly slower', () => {
    const { verdict, why } = gate({ fresh: good(20, 200), stable: good(20, 100) }, lax);
    expect(verdict).toBe('fail');
    expect(why).toContain('100 ms slower than the stable version, whose median is 100 ms (Mann–Whitney');
  });

  it('lets a difference pass that is certain but does not matter', () => {
    expect(gate({ fresh: good(20, 115), stable: good(20, 100) }, lax).verdict).toBe('pass');
  });

  it('lets cold starts pass', () => {
    const cold = { ok: true, ms: 9000, cold: true };
    expect(gate({ fresh: [cold, ...good(19)], stable: good(20) }, lax).verdict).toBe('pass');
  });

  it('does not pass when the stable version brought too few answers', () => {
    expect(gate({ fresh: good(20), stable: good(3) }, lax).verdict).toBe('not-enough-evidence');
  });
});
