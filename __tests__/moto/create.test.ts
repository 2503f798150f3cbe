import { randomBytes } from 'node:crypto';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { expect, it } from '@jest/globals';
import { createBucket, makeBench } from './bench.js';

it('creates a function that is missing, with the role, runtime, handler and architecture of the inputs', async () => {
  const bench = await makeBench({ exists: false });
  await bench.build('one');
  const made = {
    create: `{function: true, role: '${bench.role}', runtime: nodejs22.x, handler: index.handler, architecture: arm64}`,
  };
  const { code, outputs } = await bench.step({ path: 'app', switch: 'true', ...made });
  expect([code, outputs.version, outputs.traffic]).toEqual([0, '1', '{"1":100}']);
  const facts = { FunctionName: bench.name, Qualifier: '1' };
  const config = await bench.aws.send(new GetFunctionConfigurationCommand(facts));
  expect(config).toMatchObject({ Role: bench.role, Runtime: 'nodejs22.x', Architectures: ['arm64'] });
  await bench.close();
});

it('sends a package over 50 MB through a bucket, once', async () => {
  const bench = await makeBench();
  await createBucket(`b-${bench.name}`);
  const noise = randomBytes(53 * 1024 * 1024);
  await bench.build('big', { 'noise.bin': noise });
  const inputs = { path: 'app', bucket: `b-${bench.name}/builds/` };
  const first = await bench.step(inputs);
  expect([first.code, first.outputs.version]).toEqual([0, '1']);
  expect(first.log).toMatch(/Uploading to s3:\/\/b-fn-[0-9a-f]+\/builds\/[0-9a-f]{64}\.zip: \d+ %/);
  // Something else in between, so that the code has to go to $LATEST again, but not to the bucket.
  await bench.build('small', { 'noise.bin': Buffer.from('') });
  await bench.step({ path: 'app' });
  await bench.build('big', { 'noise.bin': noise });
  const again = await bench.step(inputs);
  expect([again.code, again.outputs.version]).toEqual([0, '3']);
  expect(again.log).toMatch(/\.zip is there already: nothing uploaded/);
  await bench.close();
});
