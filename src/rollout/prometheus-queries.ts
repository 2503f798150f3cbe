import { inputError } from '../core/errors.js';

export const VERSION = '{version}';
export const WINDOW = '{window}';

/**
 * Queries in PromQL. `{version}` stands for the version, `{window}` for the span that is asked for ("120s"):
 * `sum(increase(http_requests_total{version="{version}"}[{window}]))`.
 */
export interface PrometheusQueries {
  calls: string;
  errors: string;
  /** the buckets of a histogram in seconds: `sum by (le) (increase(…_bucket{version="{version}"}[{window}]))` */
  latency?: string;
}

/** Throws `input` for a query that would mix versions or minutes. */
export function refuseUnbound(name: string, query: string): void {
  const missing = [VERSION, WINDOW].filter((part) => !query.includes(part));
  if (missing.length === 0) return;
  const problem = `the query for ${name} has no ${missing.join(' and no ')}.`;
  const example = `sum(increase(http_requests_total{version="${VERSION}"}[${WINDOW}]))`;
  throw inputError(
    'metrics',
    query,
    problem,
    `Without it the versions or the minutes are mixed. For example: ${example}`,
  );
}
