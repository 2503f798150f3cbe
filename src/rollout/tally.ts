import type { ProbeCount } from '../core/facts.js';
import type { Evidence, Sample } from './gate.js';
import type { Probed } from './probe.js';
import { inWords, median } from './words.js';

/** The answers of one version. */
export interface Side {
  samples: Sample[];
  inconclusive: number;
  /** what was wrong with the newest failed probe, and with the newest that said nothing */
  failure?: string;
  doubt?: string;
}

/** What is known of the two versions; one for each gate, and one for the whole rollout. */
export interface Tally {
  fresh: Side;
  /** absent: not compared */
  stable?: Side;
}

const side = (): Side => ({ samples: [], inconclusive: 0 });

export const newTally = (compare: boolean): Tally => ({ fresh: side(), stable: compare ? side() : undefined });

export function note(to: Side, probed: Probed): void {
  if ('inconclusive' in probed) {
    to.inconclusive++;
    to.doubt = probed.inconclusive;
    return;
  }
  to.samples.push(probed.sample);
  if (probed.why !== undefined) to.failure = probed.why;
}

export const evidence = ({ fresh, stable }: Tally): Evidence => ({ fresh: fresh.samples, stable: stable?.samples });

export function counts({ samples, inconclusive }: Side): ProbeCount {
  const good = samples.filter(({ ok }) => ok);
  const medianMs = median(good.map(({ ms }) => ms));
  const sent = samples.length + inconclusive;
  return { sent, failed: samples.length - good.length, inconclusive, ...(medianMs !== undefined && { medianMs }) };
}

/** Adds the numbers of one gate to those of the rollout. */
export function merge(into: Tally, from: Tally): void {
  for (const key of ['fresh', 'stable'] as const) {
    const [to, more] = [into[key], from[key]];
    if (!to || !more) continue;
    to.samples.push(...more.samples);
    to.inconclusive += more.inconclusive;
  }
}

/** "12 probes, 1 failed, median 85 ms" */
export function sayCounts(count: ProbeCount): string {
  const parts = [`${count.sent} ${count.sent === 1 ? 'probe' : 'probes'}`, `${count.failed} failed`];
  if (count.inconclusive > 0) parts.push(`${count.inconclusive} without an answer`);
  if (count.medianMs !== undefined) parts.push(`median ${inWords(count.medianMs)}`);
  return parts.join(', ');
}
