import { inputError } from '../core/errors.js';
import type { Capabilities } from '../core/provider.js';
import type { SharedRequest } from './shared-inputs.js';

/** Refuses signals of callers' own traffic that nobody could count. Throws `input`. */
export function refuseUncountable(
  { metrics: { signals, prometheus }, rollout }: Pick<SharedRequest, 'metrics' | 'rollout'>,
  { title, countsCalls, split }: Capabilities,
): void {
  if (signals.length === 0) return;
  const given = signals.map(({ text }) => text).join(', ');
  const refuse = (problem: string, next: string) => inputError('metrics.signals', given, problem, next);
  if (!split) {
    const problem = `${title} gives all callers one version, so two cannot be compared in the same minutes.`;
    throw refuse(problem, 'Use `probe`.');
  }
  if (!prometheus && countsCalls === undefined) {
    const problem = `${title} does not count calls by version.`;
    throw refuse(problem, 'Give `metrics.prometheus` with a URL and queries, or use `probe`.');
  }
  if (prometheus && prometheus.latency === undefined && signals.some(({ of }) => of === 'latency')) {
    throw refuse(
      'no query says how long calls take.',
      'Give `latency` in `metrics.prometheus`: the buckets of a histogram.',
    );
  }
  if (!rollout?.some(({ percent, watchMs }) => percent < 100 && watchMs > 0)) {
    const problem = 'both versions must have callers for some minutes to be compared.';
    throw refuse(problem, 'Use a `rollout` with a share that is watched, such as canary-10-5m.');
  }
}
