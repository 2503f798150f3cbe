import {
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { type Bench, noteOf, onBench, refusal } from './bench.js';

const on = onBench();
const FunctionName = 'sample';
const canary = (version: string) => ({ stable: '1', canary: { version, percent: 10 } });
const writes = (sent: string[]) => sent.filter((line) => !line.startsWith('GET'));

/** Two versions of one code, the second configured otherwise; version 1 is live. */
async function twoConfigurations(bench: Bench, change: object) {
  const { aws, open, pack, publish } = bench;
  const [stable = ''] = await publish(1);
  await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...change }));
  const provider = await open();
  await provider.publish(await pack(1), noteOf(2));
  const expected = await provider.point('live', { stable }, {});
  bench.clear();
  return { provider, expected };
}

describe('a weight is refused before anything is moved', () => {
  it('between versions of different roles, naming both', async () => {
    const bench = on();
    const Role = 'arn:aws:iam::000000000000:role/other';
    const { provider, expected } = await twoConfigurations(bench, { Role });
    const { kind, message } = await refusal(provider.point('live', canary('2'), { expected }));
    expect([kind, message]).toEqual([
      'refused',
      expect.stringMatching(/same execution role.*role\/sandbox.*role\/other/),
    ]);
    expect(writes(bench.sent())).toEqual([]);
  });

  it('between versions of different dead-letter queues', async () => {
    const bench = on();
    const DeadLetterConfig = { TargetArn: 'arn:aws:sqs:eu-west-1:000000000000:dead' };
    const { provider, expected } = await twoConfigurations(bench, { DeadLetterConfig });
    const { message } = await refusal(provider.point('live', canary('2'), { expected }));
    expect(message).toMatch(/same dead-letter queue: version 1 has none, version 2 has arn:aws:sqs/);
    expect(writes(bench.sent())).toEqual([]);
  });

  it.each([
    ['9', /no version 9/],
    ['$LATEST', /"\$LATEST" is not the number/],
    ['1', /cannot share the traffic with itself/],
  ])('for version %s', async (version, words) => {
    const bench = on();
    await bench.publish(2);
    const provider = await bench.open();
    const expected = await provider.point('live', { stable: '1' }, {});
    bench.clear();
    const { kind, message } = await refusal(provider.point('live', canary(version), { expected }));
    expect([kind, message]).toEqual(['refused', expect.stringMatching(words)]);
    expect(writes(bench.sent())).toEqual([]);
  });
});

describe('a weight under provisioned concurrency', () => {
  async function provisioned(bench: Bench) {
    await bench.publish(2);
    const provider = await bench.open();
    const expected = await provider.point('live', { stable: '1' }, {});
    const config = { FunctionName, Qualifier: 'live', ProvisionedConcurrentExecutions: 1 };
    await bench.aws.send(new PutProvisionedConcurrencyConfigCommand(config));
    return { provider, expected };
  }

  it('is tried, since AWS documents it', async () => {
    const { provider, expected } = await provisioned(on());
    expect(await provider.point('live', canary('2'), { expected })).toMatchObject({ split: canary('2') });
  });

  it('that AWS refuses is told with the reason, and what to do', async () => {
    const bench = on();
    const { provider, expected } = await provisioned(bench);
    bench.sandbox.set('aws-lambda', { refuseProvisionedWeights: true });
    const { kind, message, next } = await refusal(provider.point('live', canary('2'), { expected }));
    expect([kind, message, next]).toEqual([
      'refused',
      expect.stringMatching(/^Alias live of "sample" has provisioned concurrency, and AWS did not let it share/),
      expect.stringMatching(/switch: true/),
    ]);
  });
});

describe('weights that AWS injects', () => {
  it.each(['primary', 'previous'])('on the %s version are waited out after a switch', async (moveOn) => {
    const { aws, open, publish, sandbox, lines } = on();
    await publish(2);
    const provider = await open();
    const expected = await provider.point('live', { stable: '1' }, {});
    const config = { FunctionName, Qualifier: 'live', ProvisionedConcurrentExecutions: 1 };
    await aws.send(new PutProvisionedConcurrencyConfigCommand(config));
    sandbox.set('aws-lambda', { moveOn, movePolls: 3 });
    expect((await provider.point('live', { stable: '2' }, { expected })).split).toEqual({ stable: '2' });
    if (moveOn === 'previous') expect(lines.join('\n')).toMatch(/Waiting for live to send its traffic to version 2/);
  });

  it.each(['primary', 'previous'])('on the %s version are not called foreign by the next run', async (moveOn) => {
    const { aws, open, publish, sandbox } = on();
    await publish(2);
    await (await open()).point('live', { stable: '1' }, {});
    const config = { FunctionName, Qualifier: 'live', ProvisionedConcurrentExecutions: 1 };
    await aws.send(new PutProvisionedConcurrencyConfigCommand(config));
    sandbox.set('aws-lambda', { moveOn, movePolls: 4 });
    await aws.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
    expect((await (await open()).alias('live'))?.split).toEqual({ stable: '2' });
  });

  it('are told from a weight of 1 that a person set: that one is what is live', async () => {
    const { aws, open, publish } = on();
    await publish(2);
    await (await open()).point('live', { stable: '1' }, {});
    const RoutingConfig = { AdditionalVersionWeights: { '2': 1 } };
    await aws.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1', RoutingConfig }));
    expect((await (await open()).alias('live'))?.split).toEqual({ stable: '2' });
  });
});
