import { describe, expect, it } from '@jest/globals';
import { onBench, refusal } from './bench.js';

const on = onBench();
const ask = async (...names: string[]) => (await on().open()).alarms?.(names);

describe('alarms of CloudWatch', () => {
  it('say how they are, in one request', async () => {
    on().sandbox.set('aws-lambda', {
      alarms: { errors: 'ALARM', slow: 'OK', new: 'INSUFFICIENT_DATA', other: 'ALARM' },
    });
    on().clear();
    expect(await ask('slow', 'errors', 'new')).toMatchObject([
      { name: 'slow', state: 'ok' },
      { name: 'errors', state: 'ringing', reason: 'Threshold Crossed: errors' },
      { name: 'new', state: 'unknown' },
    ]);
    expect(on().sandbox.requests()).toHaveLength(1);
  });

  it('that do not exist are an error of the request', async () => {
    on().sandbox.set('aws-lambda', { alarms: { errors: 'OK' } });
    expect(await refusal(ask('errors', 'erors') as Promise<unknown>)).toMatchObject({
      kind: 'input',
      message: expect.stringContaining('`metrics.alarms` is "erors"'),
    });
  });

  it('that may not be read name the permission', async () => {
    const body = { __type: 'com.amazonaws.cloudwatch#AccessDenied', message: 'User is not authorized' };
    on().sandbox.fault({ kind: 'answer', answer: { status: 403, body } });
    expect(await refusal(ask('errors') as Promise<unknown>)).toMatchObject({
      kind: 'input',
      next: expect.stringContaining('cloudwatch:DescribeAlarms'),
    });
  });

  it('of more names than a request takes are refused, sending nothing', async () => {
    on().clear();
    const names = Array.from({ length: 101 }, (_, i) => `alarm-${i}`);
    expect(await refusal(ask(...names) as Promise<unknown>)).toMatchObject({ kind: 'input' });
    expect(on().sandbox.requests()).toEqual([]);
  });
});
