import { messageOf } from '../../core/errors.js';
import { type LambdaConnection, withinDeadline } from './client.js';
import { cloudWatch } from './cloudwatch.js';
import { LATEST } from './function-configurations.js';

const PATIENCE_MS = 3_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** CloudWatch counts calls by name and by alias: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const METRIC = { Namespace: 'AWS/Lambda', MetricName: 'Invocations' };

/** A label that CloudWatch fills: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html */
const RESOURCE_NAME = `\${PROP('Dim.Resource')}`;

/**
 * How many calls of the last 24 hours came by which qualifier. Those by the bare name are the function's total less those
 * by an alias or a number. undefined: the metrics could not be read, which is said in the log and never a failure.
 */
export async function countCalls(aws: LambdaConnection): Promise<Record<string, number> | undefined> {
  // Numbers are good to have, and nothing waits long for them.
  const deadline = Math.min(aws.context.deadline, aws.context.clock.now() + PATIENCE_MS);
  try {
    return await read({ ...aws, context: { ...aws.context, deadline } });
  } catch (error) {
    aws.context.log.info(`How often each alias is called is not known (cloudwatch:GetMetricData): ${messageOf(error)}`);
    return undefined;
  }
}

/** One search brings the total and every qualifier; it takes no list of aliases. */
async function read(aws: LambdaConnection): Promise<Record<string, number>> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const name = JSON.stringify(aws.name);
  const search = (dimensions: string) =>
    `SEARCH('{${METRIC.Namespace},${dimensions}} MetricName="${METRIC.MetricName}" FunctionName=${name}', 'Sum', 86400)`;
  const end = Math.ceil(aws.context.clock.now() / 60_000) * 60_000;
  const command = new GetMetricDataCommand({
    StartTime: new Date(end - DAY_MS),
    EndTime: new Date(end),
    MetricDataQueries: [
      { Id: 'total', Expression: search('FunctionName'), Label: 'total', ReturnData: true },
      { Id: 'by', Expression: search('FunctionName,Resource'), Label: RESOURCE_NAME, ReturnData: true },
    ],
  });
  const client = await cloudWatch(aws);
  try {
    const { MetricDataResults = [] } = await withinDeadline(
      aws.context,
      (abortSignal) => client.send(command, { abortSignal }),
      { service: 'CloudWatch', action: 'cloudwatch:GetMetricData' },
    );
    return byQualifier(MetricDataResults);
  } finally {
    client.destroy();
  }
}

interface Series {
  Id?: string;
  Label?: string;
  Values?: number[];
}

/** `Resource` is "name" for calls by the bare name, and "name:alias" for others. */
export function byQualifier(series: readonly Series[]): Record<string, number> {
  const sum = ({ Values = [] }: Series) => Values.reduce((all, one) => all + one, 0);
  const counts: Record<string, number> = {};
  let total = 0;
  for (const one of series) {
    if (one.Id === 'total') total += sum(one);
    const qualifier = one.Id === 'by' ? one.Label?.split(':')[1] : undefined;
    if (qualifier !== undefined && qualifier !== LATEST) counts[qualifier] = (counts[qualifier] ?? 0) + sum(one);
  }
  const named = Object.values(counts).reduce((all, one) => all + one, 0);
  return { ...counts, [LATEST]: Math.max(0, total - named) };
}
