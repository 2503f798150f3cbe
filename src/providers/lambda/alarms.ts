import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { DeployError, inputError } from '../../core/errors.js';
import type { AlarmState } from '../../core/provider.js';
import { type LambdaConnection, withinDeadline } from './client.js';
import { cloudWatch } from './cloudwatch.js';
import { toDeployError } from './vendor-errors.js';

/** What one request takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MOST_NAMES = 100;

const STATES: Record<string, AlarmState['state']> = { OK: 'ok', ALARM: 'ringing' };

type Found = Pick<MetricAlarm, 'AlarmName' | 'StateValue' | 'StateReason'>;

/** The state of CloudWatch alarms, composite ones included. Throws `input` for a name that is none. */
export async function alarms(aws: LambdaConnection, names: readonly string[]): Promise<AlarmState[]> {
  if (names.length > MOST_NAMES) {
    throw inputError(
      'metrics.alarms',
      '',
      `there are ${names.length} of them.`,
      `CloudWatch takes up to ${MOST_NAMES}.`,
    );
  }
  const found = new Map((await read(aws, names)).map((alarm) => [alarm.AlarmName, alarm]));
  return names.map((name) => {
    const alarm = found.get(name);
    if (!alarm) {
      const next = 'Check its name; an alarm is known in its own region and account only.';
      throw inputError('metrics.alarms', name, `CloudWatch has no such alarm in ${aws.region}.`, next);
    }
    return { name, state: STATES[alarm.StateValue ?? ''] ?? 'unknown', reason: alarm.StateReason?.slice(0, 200) };
  });
}

async function read(aws: LambdaConnection, names: readonly string[]): Promise<Found[]> {
  const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await cloudWatch(aws);
  const ask = new DescribeAlarmsCommand({
    AlarmNames: [...names],
    // Without this, composite alarms are left out.
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    MaxRecords: MOST_NAMES,
  });
  try {
    const { MetricAlarms, CompositeAlarms } = await withinDeadline(aws.context, (abortSignal) =>
      client.send(ask, { abortSignal }).catch((error: unknown) => {
        throw abortSignal.aborted ? error : toDeployError(error, 'CloudWatch', 'cloudwatch:DescribeAlarms');
      }),
    );
    return [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])];
  } catch (error) {
    if (error instanceof DeployError && error.status === 403) throw notAllowed(error);
    throw error;
  } finally {
    client.destroy();
  }
}

const notAllowed = ({ message, status, code }: DeployError): DeployError =>
  new DeployError('input', message, {
    next: 'Give the role of this job the action cloudwatch:DescribeAlarms, or leave `metrics.alarms` out.',
    status,
    code,
  });
