import { DeployError, inputError } from '../core/errors.js';
import { createHttpClient } from '../core/http/client.js';
import type { Refusal } from '../core/http/refusal.js';
import type { HttpClient, HttpContext } from '../core/http/types.js';
import type { TrafficLook, TrafficOptions, TrafficSource, VersionCounts } from '../core/traffic-source.js';
import { wholeMinutes } from '../core/whole-minutes.js';
import { type Bucket, callsOver, percentile } from './histogram.js';
import { type PrometheusQueries, refuseUnbound, VERSION, WINDOW } from './prometheus-queries.js';

/** A minute is there with the next scrape, which most servers make every 15 or 30 s. */
const ARRIVES_MS = 30_000;

export interface PrometheusServer {
  /** of the server, without `/api/v1`: "https://prometheus.example.com" */
  url: string;
  /** a bearer token; absent: none is sent */
  token?: string;
}

/** Callers' own traffic of two versions, as a Prometheus counts it. Throws `input` for queries that cannot work. */
export function prometheusSource(
  server: PrometheusServer,
  queries: PrometheusQueries,
  options: Omit<TrafficOptions, 'alias'>,
  context: HttpContext,
): TrafficSource {
  for (const [name, query] of Object.entries(queries) as [string, string][]) refuseUnbound(name, query);
  const { stable, candidate, limitMs } = options;
  const client = createHttpClient(serviceOf(server), context);
  return {
    name: 'Prometheus',
    ...(limitMs !== undefined && queries.latency !== undefined && { limitMs }),
    async look(from, to) {
      const minutes = wholeMinutes({ from, to }, context.clock.now(), ARRIVES_MS);
      const { complete } = minutes;
      if (minutes.to === minutes.from) return { from, to: complete ? Math.max(from, to) : from, complete };
      const count = (version: string) => countVersion(client, queries, { version, limitMs, ...minutes });
      const [before, now] = await Promise.all([count(stable), count(candidate)]);
      const look: TrafficLook = { ...minutes };
      if (before.calls > 0) look.stable = before;
      if (now.calls > 0) look.candidate = now;
      return look;
    },
  };
}

interface Asked {
  version: string;
  limitMs?: number;
  from: number;
  to: number;
}

async function countVersion(client: HttpClient, queries: PrometheusQueries, asked: Asked): Promise<VersionCounts> {
  const window = `${(asked.to - asked.from) / 1000}s`;
  const ask = (query: string) => {
    const filled = query.replaceAll(VERSION, asQuoted(asked.version)).replaceAll(WINDOW, window);
    return instant(client, filled, asked.to);
  };
  const [calls, errors, latency] = await Promise.all([
    ask(queries.calls),
    ask(queries.errors),
    queries.latency === undefined ? [] : ask(queries.latency),
  ]);
  const sent = Math.round(single(calls, queries.calls));
  const counts: VersionCounts = { calls: sent, errors: Math.min(sent, Math.round(single(errors, queries.errors))) };
  const buckets = bucketsOf(latency);
  if (buckets.length === 0) return counts;
  // `increase` fills in what lies between two scrapes: its numbers are no integers.
  if (asked.limitMs !== undefined) counts.over = Math.min(sent, Math.round(callsOver(buckets, asked.limitMs)));
  for (const [key, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const ms = percentile(buckets, share);
    if (ms !== undefined) counts[key] = ms;
  }
  return counts;
}

/** It stands in a string of PromQL. */
const asQuoted = (version: string): string => version.replace(/["\\]/g, '\\$&');

interface Sample {
  metric: Record<string, string>;
  /** seconds since the epoch, and a number as text: "NaN" and "+Inf" are some */
  value: [number, string];
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
interface Answer {
  data?: { resultType: 'vector' | 'scalar' | 'matrix' | 'string'; result: Sample[] | Sample['value'] };
}

async function instant(client: HttpClient, query: string, atMs: number): Promise<Sample[]> {
  const time = String(atMs / 1000);
  const { body } = await client.json<Answer>({
    what: 'query',
    method: 'GET',
    path: '/api/v1/query',
    query: { query, time },
  });
  const { resultType, result } = body.data ?? {};
  if (resultType === 'vector') return result as Sample[];
  if (resultType === 'scalar') return [{ metric: {}, value: result as Sample['value'] }];
  const problem = `it is a ${resultType ?? 'page that is not Prometheus’s'}, not a number for each series.`;
  throw inputError('metrics', query, problem, 'Write a query that returns one number, such as sum(increase(…)).');
}

/** No series: nothing was counted yet. */
function single(samples: readonly Sample[], query: string): number {
  if (samples.length > 1) {
    throw inputError('metrics', query, `it returns ${samples.length} series.`, 'Put `sum(…)` around it.');
  }
  return finite(samples[0]?.value[1]);
}

function finite(text = '0'): number {
  const value = Number(text);
  return Number.isFinite(value) ? Math.max(0, value) : 0;
}

const bucketsOf = (samples: readonly Sample[]): Bucket[] =>
  samples
    .filter(({ metric }) => metric.le !== undefined)
    .map(({ metric: { le }, value }) => ({
      le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
      count: finite(value[1]),
    }))
    .sort((a, b) => a.le - b.le);

const serviceOf = ({ url, token }: PrometheusServer) => ({
  name: 'Prometheus',
  url: url.replace(/\/+$/, ''),
  describe: () => 'a query',
  unreachable: 'Check the address of Prometheus in `metrics`, and that this job may reach it.',
  ...(token !== undefined && { secret: token }),
  sign: async (): Promise<Record<string, string>> => (token === undefined ? {} : { authorization: `Bearer ${token}` }),
  refusalError,
});

/** A query that is wrong stays wrong; so does a token. Everything else may pass. */
function refusalError({ status, message }: Refusal): DeployError {
  const text = `Prometheus refused a query: ${message} (HTTP ${status}).`;
  if (status === 401 || status === 403) {
    return new DeployError('input', text, { status, next: 'Check the token for Prometheus, and what it may read.' });
  }
  if (status === 400 || status === 422) return new DeployError('input', text, { status, next: 'Correct the query.' });
  return new DeployError('vendor', text, { status, next: 'Check that Prometheus is well, and run it again.' });
}
