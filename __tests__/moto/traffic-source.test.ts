import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import { open } from '../../src/providers/lambda/index.js';
import { type Bench, KEYS, MOTO, makeBench, REGION } from './bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
  Object.assign(process.env, KEYS);
});
afterEach(() => bench.close());

it('counts what CloudWatch has of each version behind an alias', async () => {
  const at = Math.floor(Date.now() / 60_000) * 60_000 - 300_000;
  const metrics = new CloudWatchClient({ endpoint: MOTO, region: REGION });
  const datum = (MetricName: string, version: string, Value: number, minute: number) => ({
    MetricName,
    Value,
    Timestamp: new Date(at + minute * 60_000 + 5_000),
    Dimensions: [
      { Name: 'FunctionName', Value: bench.name },
      { Name: 'Resource', Value: `${bench.name}:live` },
      { Name: 'ExecutedVersion', Value: version },
    ],
  });
  const MetricData = [
    datum('Invocations', '1', 90, 0),
    datum('Invocations', '1', 80, 1),
    datum('Invocations', '1', 7, 2),
    datum('Invocations', '2', 10, 0),
    datum('Invocations', '2', 11, 1),
    datum('Errors', '2', 3, 1),
  ];
  await metrics.send(new PutMetricDataCommand({ Namespace: 'AWS/Lambda', MetricData }));
  metrics.destroy();
  const target = {
    provider: 'aws-lambda',
    function: bench.name,
    alias: 'live',
    region: REGION,
    endpoint: MOTO,
    create: {},
  };
  const context = { clock: systemClock, log: silentLog, deadline: Date.now() + 60_000, env: {} };
  const source = (await open(target, context)).trafficSource?.({ alias: 'live', stable: '1', candidate: '2' });
  expect(await source?.look(at, at + 120_000)).toMatchObject({
    complete: true,
    stable: { calls: 170, errors: 0, throttles: 0 },
    candidate: { calls: 21, errors: 3 },
  });
});
