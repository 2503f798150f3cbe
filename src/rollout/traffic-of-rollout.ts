import { inputError } from '../core/errors.js';
import { isLoopback } from '../core/http/proxy.js';
import type { Log } from '../core/log.js';
import type { TrafficOptions } from '../core/traffic-source.js';
import type { TrafficSource } from './evidence.js';
import { prometheusSource } from './prometheus.js';
import type { RolloutState } from './state.js';
import { type WatchedSource, watchSource } from './traffic-gate.js';

/** Callers' own traffic of the two versions of a rollout; undefined: nobody asked for it, or there is one version only. */
export function openTraffic({ context, result }: RolloutState): WatchedSource | undefined {
  const { signals } = context.request.metrics;
  if (signals.length === 0 || result.from === undefined) return undefined;
  const limitMs = signals.find(({ of }) => of === 'latency')?.limitMs;
  const { alias } = context.request;
  const versions = { stable: result.from, candidate: result.to };
  const source = sourceOf(context, { alias, ...versions, ...(limitMs !== undefined && { limitMs }) });
  return source && watchSource(source, signals);
}

/** Throws `input` where everybody on the way could read the token. */
function keepSecret(token: string, address: string, log: Log): void {
  log.mask(token);
  const url = new URL(address);
  if (url.protocol !== 'http:' || isLoopback(url)) return;
  const problem = 'sends PROMETHEUS_TOKEN in clear: anybody on the way could read it.';
  throw inputError('metrics.prometheus', address, problem, 'Write https://…, or give no token.');
}

function sourceOf(context: RolloutState['context'], options: TrafficOptions): TrafficSource | undefined {
  const { request, provider, clock, log, deadline, signal, env = {} } = context;
  const { prometheus } = request.metrics;
  if (!prometheus) return provider.trafficSource?.(options);
  const { url, ...queries } = prometheus;
  const token = env.PROMETHEUS_TOKEN?.trim();
  if (token) keepSecret(token, url, log);
  return prometheusSource({ url, ...(token && { token }) }, queries, options, { clock, log, deadline, signal });
}
