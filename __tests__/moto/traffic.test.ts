import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { GetAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, makeBench, shellEnv } from './bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
  await bench.build('one');
  await bench.step({ path: 'app', switch: 'true' });
  await bench.build('two');
});
afterEach(() => bench.close());

const alias = () => bench.aws.send(new GetAliasCommand({ FunctionName: bench.name, Name: 'live' }));

it('gives a canary its share, and promote ends it', async () => {
  const canary = await bench.step({ path: 'app', 'canary-weight': '10' });
  expect(JSON.parse(canary.outputs.traffic ?? '')).toEqual({ '1': 90, '2': 10 });
  expect(await alias()).toMatchObject({
    FunctionVersion: '1',
    RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
  });
  const promoted = await bench.step({ operation: 'promote' });
  expect(JSON.parse(promoted.outputs.traffic ?? '')).toEqual({ '2': 100 });
  const after = await alias();
  expect([after.FunctionVersion, after.RoutingConfig?.AdditionalVersionWeights ?? {}]).toEqual(['2', {}]);
});

it('drops the canary on rollback', async () => {
  await bench.step({ path: 'app', 'canary-weight': '10' });
  const { code, outputs } = await bench.step({ operation: 'rollback' });
  expect([code, outputs.traffic]).toEqual([0, '{"1":100}']);
});

it('goes back to what was really live before, and refuses to go back twice', async () => {
  await bench.step({ path: 'app', switch: 'true' });
  expect((await alias()).Description).toMatch(/^vd1 live=2 prev=1/);
  const { code, outputs } = await bench.step({ operation: 'rollback' });
  expect([code, outputs.version, outputs.traffic]).toEqual([0, '1', '{"1":100}']);
  const again = await bench.step({ operation: 'rollback' });
  expect([again.code, (await alias()).FunctionVersion]).toEqual([1, '1']);
});

it('goes to the version that is named', async () => {
  await bench.step({ path: 'app', switch: 'true' });
  const { outputs } = await bench.step({ operation: 'rollback', version: '1' });
  expect(outputs.traffic).toBe('{"1":100}');
});

const installed = spawnSync('aws', ['--version']).status === 0;
if (!installed) console.warn('Skipped: the aws command is not installed, so the printed command was not run.');
(installed ? it : it.skip)('prints a command of AWS that takes it back when pasted', async () => {
  const { summary } = await bench.step({ path: 'app', 'canary-weight': '10' });
  const line = /aws lambda update-alias .*/.exec(summary)?.[0] ?? '';
  await promisify(execFile)('sh', ['-c', line], { env: shellEnv() });
  const after = await alias();
  expect([after.FunctionVersion, after.RoutingConfig?.AdditionalVersionWeights ?? {}]).toEqual(['1', {}]);
});

it('lists versions with every alias and its share', async () => {
  await bench.step({ path: 'app', 'canary-weight': '25' });
  const { outputs } = await bench.step({ operation: 'list' });
  const rows = JSON.parse(outputs.versions ?? '') as { version: string; shares: object }[];
  expect(rows.map(({ version, shares }) => [version, shares])).toEqual([
    ['2', { live: 25 }],
    ['1', { live: 75 }],
  ]);
});
