import {
  GetFunctionConfigurationCommand,
  ListVersionsByFunctionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, makeBench } from './bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const deploy = (inputs = {}) => bench.step({ path: 'app', ...inputs });

it('publishes a version with a note, and makes the alias that does not exist yet', async () => {
  await bench.build('one');
  const { code, outputs } = await deploy({ switch: 'true' });
  expect([code, outputs.version, outputs.changed, outputs.switched]).toEqual([0, '1', 'true', 'true']);
  expect(JSON.parse(outputs.traffic ?? '')).toEqual({ '1': 100 });
  const facts = { FunctionName: bench.name, Qualifier: '1' };
  const { Description } = await bench.aws.send(new GetFunctionConfigurationCommand(facts));
  expect(Description).toMatch(/^vd1 commit=ffac537e6cbb run=1658821493\.1 pkg=[0-9a-f]{32}/);
});

it('moves nothing without switch', async () => {
  await bench.build('one');
  await deploy({ switch: 'true' });
  await bench.build('two');
  const { outputs } = await deploy();
  expect([outputs.version, outputs.switched, outputs['rollback-command'] ?? '']).toEqual(['2', 'false', '']);
  expect((await bench.step({ operation: 'list' })).outputs.traffic).toBe('{"1":100}');
});

it('publishes nothing when nothing changed', async () => {
  await bench.build('one');
  await deploy({ switch: 'true' });
  const { code, outputs } = await deploy({ switch: 'true' });
  expect([code, outputs.version, outputs.changed, outputs.switched]).toEqual([0, '1', 'false', 'false']);
  const { Versions } = await bench.aws.send(new ListVersionsByFunctionCommand({ FunctionName: bench.name }));
  expect(Versions).toHaveLength(2);
});

it('publishes unchanged code again when the configuration changed', async () => {
  await bench.build('one');
  await deploy({ switch: 'true' });
  await bench.aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: bench.name, Timeout: 9 }));
  const { outputs } = await deploy({ switch: 'true' });
  expect([outputs.version, outputs.changed]).toEqual(['2', 'true']);
});

it('only says what it would do in a dry run', async () => {
  await bench.build('one');
  const { code, outputs } = await deploy({ switch: 'true', 'dry-run': 'true' });
  expect([code, outputs.changed, outputs.switched]).toEqual([0, 'false', 'false']);
  const { Versions } = await bench.aws.send(new ListVersionsByFunctionCommand({ FunctionName: bench.name }));
  expect(Versions).toHaveLength(1);
});

it('refuses a function that does not exist', async () => {
  await bench.build('one');
  const { code, log } = await bench.step({ path: 'app', function: 'nobody' });
  expect([code, log]).toEqual([1, expect.stringContaining('There is no function "nobody" in eu-west-1.')]);
});
