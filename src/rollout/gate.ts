import { fisherExactTest, mannWhitney, median, medianDifference } from './stats.js';

/** One answer of a version, judged. */
export interface ProbeSample {
  ok: boolean;
  ms: number;
  /** the first call of a version: its latency is a cold start, and says nothing */
  cold?: boolean;
}

export interface Evidence {
  fresh: readonly ProbeSample[];
  /** of the stable version, probed side by side; absent: nothing to compare with */
  stable?: readonly ProbeSample[];
}

export interface GateRules {
  /** the smallest sample that can pass */
  need: number;
  /** failed probes that still pass */
  maxFailures: number;
  /** how many gates of this rollout compare */
  looks: number;
}

export interface GateVerdict {
  verdict: 'pass' | 'fail' | 'not-enough-evidence';
  /** a clause that goes after "because" */
  why: string;
}

/**
 * How often a rollout of a version that is just as good as the stable one may be stopped by a comparison, at most.
 * The whole rollout shares it: each of the two tests of each gate gets an equal part (Bonferroni's correction:
 * O. J. Dunn, Journal of the American Statistical Association 56 (1961) 52–64, doi:10.1080/01621459.1961.10482090).
 */
const FALSE_ALARMS = 0.05;

/** A difference in latency that nobody would roll back for, however certain: 20 ms, or a quarter of the median. */
const TOLERATED = { ms: 20, share: 0.25 };

/**
 * Pass, fail or not enough evidence. More failures than allowed fail at once; a sample that is too small never
 * passes; then the two versions are compared: Fisher's exact test for failures, Mann–Whitney's for latency.
 */
export function gate({ fresh, stable }: Evidence, rules: GateRules): GateVerdict {
  const failed = count(fresh);
  if (failed > rules.maxFailures) {
    const why = `${failed} of ${fresh.length} probes failed (${rules.maxFailures} allowed)`;
    return { verdict: 'fail', why: fresh.length === 1 ? 'the probe failed' : why };
  }
  const least = Math.min(fresh.length, stable?.length ?? Number.POSITIVE_INFINITY);
  const need = Math.max(1, rules.need);
  if (least < need) return { verdict: 'not-enough-evidence', why: `${least} of ${need} probes brought an answer` };
  const worse = stable && (moreFailures(stable, fresh, rules) ?? slower(stable, fresh, rules));
  if (worse) return { verdict: 'fail', why: worse };
  return {
    verdict: 'pass',
    why:
      fresh.length === 1 && failed === 0
        ? 'the probe was good'
        : `${fresh.length - failed} of ${fresh.length} probes were good`,
  };
}

const count = (samples: readonly ProbeSample[]): number => samples.filter(({ ok }) => !ok).length;

const bound = ({ looks }: GateRules): number => FALSE_ALARMS / (2 * Math.max(1, looks));

function moreFailures(
  stable: readonly ProbeSample[],
  fresh: readonly ProbeSample[],
  rules: GateRules,
): string | undefined {
  const [old, now] = [stable, fresh].map((samples) => ({ failed: count(samples), sent: samples.length })) as [
    { failed: number; sent: number },
    { failed: number; sent: number },
  ];
  const p = fisherExactTest(old, now);
  if (p >= bound(rules)) return undefined;
  const numbers = `${now.failed} of ${now.sent} probes failed, of the stable version ${old.failed} of ${old.sent}`;
  return `${numbers} (Fisher’s exact test, one-sided: p = ${p.toPrecision(2)}, bound ${bound(rules).toPrecision(2)})`;
}

function slower(stable: readonly ProbeSample[], fresh: readonly ProbeSample[], rules: GateRules): string | undefined {
  const [old, now] = [latencies(stable), latencies(fresh)];
  const { p } = mannWhitney(old, now);
  const by = medianDifference(old, now);
  const usual = median(old) ?? 0;
  if (p >= bound(rules) || by <= Math.max(TOLERATED.ms, usual * TOLERATED.share)) return undefined;
  const numbers = `it is ${Math.round(by)} ms slower than the stable version, whose median is ${Math.round(usual)} ms`;
  return `${numbers} (Mann–Whitney, one-sided: p = ${p.toPrecision(2)}, bound ${bound(rules).toPrecision(2)})`;
}

const latencies = (samples: readonly ProbeSample[]): number[] =>
  samples.filter(({ ok, cold }) => ok && !cold).map(({ ms }) => ms);
