import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { type MetricStat, statistic } from './metric-statistics.js';
import { LambdaRefusal } from './refusals.js';
import type { LambdaState, RecordedCall } from './types.js';

const TARGET = 'GraniteServiceVersion20100801.';

/** CloudWatch's JSON protocol says in a header what is asked for, not in the path. */
const targetOf = ({ headers }: SandboxRequest): string => headers['x-amz-target'] ?? '';

export const isCloudWatch = (request: SandboxRequest): boolean => targetOf(request).startsWith(TARGET);

export function cloudWatch(world: LambdaState, request: SandboxRequest, region: string): SandboxAnswer {
  const action = targetOf(request).slice(TARGET.length);
  if (action === 'DescribeAlarms') return describeAlarms(world, request);
  if (action === 'GetMetricData') return getMetricData(world, request, region);
  throw new LambdaRefusal(400, 'InvalidAction', `The sandbox knows no ${action} of CloudWatch.`);
}

/** The alarms that the setting `alarms` names, with their states. Others are left out without a word, as AWS does. */
function describeAlarms({ settings }: LambdaState, { body }: SandboxRequest): SandboxAnswer {
  const { AlarmNames, MaxRecords } = JSON.parse(body.toString() || '{}') as {
    AlarmNames?: string[];
    MaxRecords?: number;
  };
  if ((MaxRecords ?? 50) > 100 || (AlarmNames?.length ?? 0) > 100) {
    throw new LambdaRefusal(400, 'ValidationError', 'Member must have value less than or equal to 100');
  }
  const rows = Object.entries(settings.alarms)
    .filter(([name]) => AlarmNames === undefined || AlarmNames.includes(name))
    .map(([AlarmName, StateValue]) => ({ AlarmName, StateValue, StateReason: `Threshold Crossed: ${AlarmName}` }));
  return json({ MetricAlarms: rows, CompositeAlarms: [] });
}

const json = (body: object): SandboxAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body,
});

interface MetricQuery {
  Id: string;
  Expression?: string;
  Label?: string;
  MetricStat?: MetricStat;
}

interface MetricDataRequest {
  MetricDataQueries?: MetricQuery[];
  /** seconds since the epoch */
  StartTime?: number;
  EndTime?: number;
}

/** Each region counts its own calls. AWS shows a call a minute or more later; here it is there at once. */
function getMetricData(world: LambdaState, { body }: SandboxRequest, region: string): SandboxAnswer {
  const calls = world.calls.filter((call) => call.region === region);
  const asked = JSON.parse(body.toString() || '{}') as MetricDataRequest;
  const span = { from: (asked.StartTime ?? 0) * 1000, to: (asked.EndTime ?? 0) * 1000 };
  const MetricDataResults = (asked.MetricDataQueries ?? []).flatMap((query) =>
    query.MetricStat ? [statistic(calls, span, query.Id, query.MetricStat)] : search(calls, query),
  );
  return json({ MetricDataResults, Messages: [] });
}

/**
 * Searches for Lambda's `Invocations`, in total and by `Resource` ("name" or "name:alias"); a series without a call does
 * not exist. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
function search(calls: readonly RecordedCall[], { Id, Expression = '', Label }: MetricQuery) {
  const [, dimensions, name] =
    /^SEARCH\('\{AWS\/Lambda,([\w,]+)\} MetricName="Invocations" FunctionName="([^"]+)"'/.exec(Expression) ?? [];
  if (dimensions === undefined)
    throw new LambdaRefusal(400, 'ValidationError', `The sandbox cannot compute ${Expression}`);
  const mine = calls.map(({ resource }) => resource).filter((resource) => resource.split(':')[0] === name);
  const series = dimensions === 'FunctionName' ? [...new Set(mine.map(() => name))] : [...new Set(mine)];
  return series.map((resource = '') => ({
    Id,
    Label: Label?.includes('PROP(') ? resource : Label,
    Values: [dimensions === 'FunctionName' ? mine.length : mine.filter((call) => call === resource).length],
    StatusCode: 'Complete',
  }));
}
