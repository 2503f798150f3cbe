import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { LambdaRefusal } from './refusals.js';
import type { LambdaState } from './types.js';

const TARGET = 'GraniteServiceVersion20100801.DescribeAlarms';

/** CloudWatch's JSON protocol says in a header what is asked for, not in the path. */
export const isAlarms = ({ headers }: SandboxRequest): boolean => headers['x-amz-target'] === TARGET;

/** The alarms that the setting `alarms` names, with their states. Others are left out without a word, as AWS does. */
export function describeAlarms({ settings }: LambdaState, { body }: SandboxRequest): SandboxAnswer {
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
  const body200 = { MetricAlarms: rows, CompositeAlarms: [] };
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: body200 };
}
