import type { TrafficTotal } from '../core/rollout-result.js';
import type { VersionCounts } from '../core/traffic-source.js';
import { wilsonInterval } from './stats/failure-bounds.js';

/** The normal quantile of an interval that holds 95 %. */
const TWO_SIDED = 1.96;

/** Adds what was counted. Percentiles cannot be added: they become their mean, each by its calls, to be shown only. */
export function addCounts(sum: TrafficTotal, more: VersionCounts): void {
  for (const key of ['p50', 'p99'] as const) {
    const [before, now] = [sum[key], more[key]];
    if (now === undefined) continue;
    const weight = before === undefined ? 0 : sum.calls;
    if (weight + more.calls === 0) continue;
    sum[key] = Math.round(((before ?? 0) * weight + now * more.calls) / (weight + more.calls));
  }
  sum.calls += more.calls;
  sum.errors += more.errors;
  if (sum.calls > 0) sum.errorRate = wilsonInterval({ failed: sum.errors, sent: sum.calls }, TWO_SIDED);
  for (const key of ['throttles', 'over'] as const) {
    if (more[key] !== undefined) sum[key] = (sum[key] ?? 0) + more[key];
  }
}
