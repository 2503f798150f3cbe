import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { DeployError } from '../../core/errors.js';
import type { TrafficLook, TrafficOptions, TrafficSource, VersionCounts } from '../../core/traffic-source.js';
import { wholeMinutes } from '../../core/whole-minutes.js';
import { type LambdaConnection, withinDeadline } from './client.js';
import { cloudWatch } from './cloudwatch.js';

const ACTION = 'cloudwatch:GetMetricData';
/**
 * A minute's numbers come one to three minutes late. Those that come later than this (ms) after its end are not counted;
 * a step waits for its last minute only so long. The calls of both versions come equally late.
 */
export const ARRIVES_MS = 90_000;

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const SUMS = { calls: 'Invocations', errors: 'Errors', throttles: 'Throttles' } as const;
type Side = 'stable' | 'candidate';
const SIDES: readonly Side[] = ['stable', 'candidate'];

/**
 * Callers' own traffic by an alias, as CloudWatch counts it for each version. `errors` are calls that threw, timed out or
 * ran out of memory; an answer with `statusCode: 500` is none. Whether a call carries its version is known of aliases
 * that split their traffic only ("ExecutedVersion" on the page above): calls without one are said in the log.
 */
export function trafficSource(aws: LambdaConnection, options: TrafficOptions): TrafficSource {
  let told = false;
  return {
    name: 'CloudWatch',
    ...(options.limitMs !== undefined && { limitMs: options.limitMs }),
    async look(from, to) {
      const minutes = wholeMinutes({ from, to }, aws.context.clock.now(), ARRIVES_MS);
      if (minutes.to === minutes.from)
        return { from, to: minutes.complete ? Math.max(to, from) : from, complete: minutes.complete };
      const found = await read(aws, options, minutes);
      const look: TrafficLook = { ...minutes };
      for (const side of SIDES) {
        const counts = countsOf(found, side, options.limitMs);
        if (counts.calls > 0 || counts.throttles) look[side] = counts;
      }
      const byAlias = total(found, 'alias');
      if (byAlias > 0 && !look.stable && !look.candidate && !told) {
        told = true;
        aws.context.log.warning(
          `CloudWatch counts ${byAlias} calls by the alias ${options.alias}, but does not say which version answered them.`,
        );
      }
      return look;
    },
  };
}

/** Series by the id of their query: its values by minute (ms since the epoch). */
type Found = Map<string, Map<number, number>>;

async function read(
  aws: LambdaConnection,
  options: TrafficOptions,
  span: { from: number; to: number },
): Promise<Found> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await cloudWatch(aws);
  const found: Found = new Map();
  try {
    let NextToken: string | undefined;
    do {
      const command = new GetMetricDataCommand({
        StartTime: new Date(span.from),
        EndTime: new Date(span.to),
        MetricDataQueries: queries(aws.name, options),
        NextToken,
      });
      const page = await withinDeadline(aws.context, (abortSignal) => client.send(command, { abortSignal }), {
        service: 'CloudWatch',
        action: ACTION,
      });
      for (const result of page.MetricDataResults ?? []) addTo(found, result);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  } catch (error) {
    if (error instanceof DeployError && error.status === 403) throw notAllowed(error);
    throw error;
  } finally {
    client.destroy();
  }
}

/** One request asks for both versions: up to 500 series go into one, and a minute is the finest that Lambda sends. */
function queries(name: string, { alias, limitMs, ...versions }: TrafficOptions): MetricDataQuery[] {
  const byAlias = [
    { Name: 'FunctionName', Value: name },
    { Name: 'Resource', Value: `${name}:${alias}` },
  ];
  const query = (Id: string, MetricName: string, Stat: string, version?: string): MetricDataQuery => {
    const Dimensions = version === undefined ? byAlias : [...byAlias, { Name: 'ExecutedVersion', Value: version }];
    return { Id, MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions }, Period: 60, Stat } };
  };
  const ofSide = (side: Side) => [
    ...Object.entries(SUMS).map(([what, metric]) => query(`${side}_${what}`, metric, 'Sum', versions[side])),
    query(`${side}_p50`, 'Duration', 'p50', versions[side]),
    query(`${side}_p99`, 'Duration', 'p99', versions[side]),
    // How many were above the limit: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
    ...(limitMs === undefined ? [] : [query(`${side}_over`, 'Duration', `TC(${limitMs}:)`, versions[side])]),
  ];
  return [query('alias', SUMS.calls, 'Sum'), ...SIDES.flatMap(ofSide)];
}

function addTo(found: Found, { Id = '', StatusCode, Timestamps = [], Values = [] }: MetricDataResult): void {
  if (StatusCode === 'InternalError') {
    throw new DeployError('vendor', `CloudWatch could not compute ${Id}.`, { next: 'Run it again.' });
  }
  const series = found.get(Id) ?? new Map<number, number>();
  found.set(Id, series);
  for (const [i, at] of Timestamps.entries()) series.set(new Date(at).getTime(), Values[i] ?? 0);
}

const total = (found: Found, id: string): number =>
  [...(found.get(id)?.values() ?? [])].reduce((all, one) => all + one, 0);

function countsOf(found: Found, side: Side, limitMs: number | undefined): VersionCounts {
  const counts: VersionCounts = {
    calls: total(found, `${side}_calls`),
    errors: total(found, `${side}_errors`),
    throttles: total(found, `${side}_throttles`),
  };
  if (limitMs !== undefined) counts.over = total(found, `${side}_over`);
  for (const key of ['p50', 'p99'] as const) {
    const ms = byCalls(found.get(`${side}_${key}`), found.get(`${side}_calls`));
    if (ms !== undefined) counts[key] = ms;
  }
  return counts;
}

/** Percentiles of several minutes cannot be joined exactly: their mean, each minute by its calls. To be shown, not judged. */
function byCalls(values: Map<number, number> = new Map(), calls: Map<number, number> = new Map()): number | undefined {
  let [sum, weight] = [0, 0];
  for (const [at, value] of values) {
    const counted = calls.get(at) ?? 0;
    sum += value * counted;
    weight += counted;
  }
  return weight === 0 ? undefined : Math.round(sum / weight);
}

const notAllowed = ({ message, status, code }: DeployError): DeployError =>
  new DeployError('input', message, {
    next: `Give the role of this job the action ${ACTION}, or leave \`metrics\` out.`,
    status,
    code,
  });
