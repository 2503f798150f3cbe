import { formatDuration } from '../core/format.js';
import type { ProbeSummary } from '../core/rollout-result.js';
import type { ProbeOutcome, ProbeSample } from './probe.js';
import type { FailureCounts } from './stats/failure-test.js';
import { median } from './stats/rank-test.js';

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
  /** nothing in it: not compared */
  stable: ProbeResults;
}

export const newResults = (): ProbeResults => ({ samples: [], inconclusive: 0 });

export const newComparison = (): ProbeComparison => ({ fresh: newResults(), stable: newResults() });

/** Adds an outcome, and counts it where it is an answer. */
export function recordProbe(to: ProbeResults, probed: ProbeOutcome, counts: FailureCounts): void {
  if ('inconclusive' in probed) {
    to.inconclusive++;
    to.doubt = probed.inconclusive;
    return;
  }
  to.samples.push(probed.sample);
  counts.sent++;
  if (!probed.sample.ok) counts.failed++;
  if (probed.why !== undefined) to.failure = probed.why;
}

/** In ms, of good answers that are not cold starts. */
export const latencies = ({ samples }: ProbeResults): number[] =>
  samples.filter(({ ok, cold }) => ok && !cold).map(({ ms }) => ms);

export function summarizeProbes({ samples, inconclusive }: ProbeResults): ProbeSummary {
  const good = samples.filter(({ ok }) => ok);
  const medianMs = median(good.map(({ ms }) => ms));
  const sent = samples.length + inconclusive;
  return { sent, failed: samples.length - good.length, inconclusive, ...(medianMs !== undefined && { medianMs }) };
}

/** Adds the numbers of one gate to those of the rollout. */
export function addProbes(into: ProbeComparison, from: ProbeComparison): void {
  for (const key of ['fresh', 'stable'] as const) {
    into[key].samples.push(...from[key].samples);
    into[key].inconclusive += from[key].inconclusive;
  }
}

/** "12 probes, 1 failed, median 85 ms" */
export function describeProbes(count: ProbeSummary): string {
  const parts = [`${count.sent} ${count.sent === 1 ? 'probe' : 'probes'}`, `${count.failed} failed`];
  if (count.inconclusive > 0) parts.push(`${count.inconclusive} without an answer`);
  if (count.medianMs !== undefined) parts.push(`median ${formatDuration(count.medianMs)}`);
  return parts.join(', ');
}
