import { LambdaRefusal } from './refusals.js';
import type { RecordedCall } from './types.js';

export interface MetricStat {
  Metric: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] };
  /** seconds */
  Period: number;
  Stat: string;
}

/** A call's value for a metric: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const VALUES: Record<string, (call: RecordedCall) => number> = {
  Invocations: () => 1,
  Errors: ({ failed }) => Number(failed),
  // The sandbox turns nobody away.
  Throttles: () => 0,
  Duration: ({ ms }) => ms,
};

const DIMENSIONS: Record<string, (call: RecordedCall, value: string) => boolean> = {
  FunctionName: ({ resource }, value) => resource.split(':')[0] === value,
  Resource: ({ resource }, value) => resource === value,
  ExecutedVersion: ({ resource, version }, value) => resource.includes(':') && version === value,
};

/** One value for each period in which there was a call; a period without one has none. */
export function statistic(
  calls: readonly RecordedCall[],
  { from, to }: { from: number; to: number },
  Id: string,
  { Metric: { MetricName, Dimensions }, Period, Stat }: MetricStat,
) {
  const value = VALUES[MetricName];
  const known = Dimensions.every(({ Name }) => Name in DIMENSIONS);
  if (!value || !known)
    throw new LambdaRefusal(400, 'ValidationError', `The sandbox has no metric ${MetricName} of that.`);
  const mine = calls.filter(
    (call) => call.at >= from && call.at < to && Dimensions.every(({ Name, Value }) => DIMENSIONS[Name]?.(call, Value)),
  );
  const periods = new Map<number, number[]>();
  for (const call of mine) {
    const start = Math.floor(call.at / (Period * 1000)) * Period;
    periods.set(start, [...(periods.get(start) ?? []), value(call)]);
  }
  const newestFirst = [...periods].sort(([a], [b]) => b - a);
  return {
    Id,
    Label: MetricName,
    Timestamps: newestFirst.map(([start]) => start),
    Values: newestFirst.map(([, values]) => compute(Stat, values)),
    StatusCode: 'Complete',
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
function compute(stat: string, values: readonly number[]): number {
  if (stat === 'Sum') return values.reduce((all, one) => all + one, 0);
  const [, percentile] = /^p(\d+)$/.exec(stat) ?? [];
  if (percentile !== undefined) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.ceil((Number(percentile) / 100) * sorted.length) - 1] ?? 0;
  }
  const [, above] = /^TC\((\d+):\)$/.exec(stat) ?? [];
  if (above !== undefined) return values.filter((one) => one > Number(above)).length;
  throw new LambdaRefusal(400, 'ValidationError', `The sandbox does not know the statistic ${stat}`);
}
