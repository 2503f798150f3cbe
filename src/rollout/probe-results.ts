import { formatDuration } from '../core/format.js';
import type { ProbeSummary } from '../core/rollout-result.js';
import type { Evidence, ProbeSample } from './gate.js';
import type { ProbeOutcome } from './probe.js';
import { median } from './stats.js';

/** The answers of one version. */
export interface ProbeResults {
  samples: ProbeSample[];
  inconclusive: number;
  /** what was wrong with the newest failed probe, and with the newest that said nothing */
  failure?: string;
  doubt?: string;
}

/** What is known of the two versions; one for each gate, and one for the whole rollout. */
export interface ProbeComparison {
  fresh: ProbeResults;
  /** absent: not compared */
  stable?: ProbeResults;
}

const noResults = (): ProbeResults => ({ samples: [], inconclusive: 0 });

export const newComparison = (compare: boolean): ProbeComparison => ({
  fresh: noResults(),
  stable: compare ? noResults() : undefined,
});

export function recordProbe(to: ProbeResults, probed: ProbeOutcome): void {
  if ('inconclusive' in probed) {
    to.inconclusive++;
    to.doubt = probed.inconclusive;
    return;
  }
  to.samples.push(probed.sample);
  if (probed.why !== undefined) to.failure = probed.why;
}

export const evidence = ({ fresh, stable }: ProbeComparison): Evidence => ({
  fresh: fresh.samples,
  stable: stable?.samples,
});

export function summarizeProbes({ samples, inconclusive }: ProbeResults): ProbeSummary {
  const good = samples.filter(({ ok }) => ok);
  const medianMs = median(good.map(({ ms }) => ms));
  const sent = samples.length + inconclusive;
  return { sent, failed: samples.length - good.length, inconclusive, ...(medianMs !== undefined && { medianMs }) };
}

/** Adds the numbers of one gate to those of the rollout. */
export function addProbes(into: ProbeComparison, from: ProbeComparison): void {
  for (const key of ['fresh', 'stable'] as const) {
    const [to, more] = [into[key], from[key]];
    if (!to || !more) continue;
    to.samples.push(...more.samples);
    to.inconclusive += more.inconclusive;
  }
}

/** "12 probes, 1 failed, median 85 ms" */
export function describeProbes(count: ProbeSummary): string {
  const parts = [`${count.sent} ${count.sent === 1 ? 'probe' : 'probes'}`, `${count.failed} failed`];
  if (count.inconclusive > 0) parts.push(`${count.inconclusive} without an answer`);
  if (count.medianMs !== undefined) parts.push(`median ${formatDuration(count.medianMs)}`);
  return parts.join(', ');
}
