import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { expect, it } from '@jest/globals';
import type { Provider } from '../../../src/core/provider.js';
import { type Bench, onBench, refusal } from './bench.js';

const on = onBench();
const LIST = '/durable-executions';

async function durable(): Promise<{ bench: Bench; provider: Provider }> {
  const bench = on();
  const DurableConfig = { ExecutionTimeout: 3600 };
  await bench.aws.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'sample', DurableConfig }));
  await bench.publish(3);
  bench.clear();
  return { bench, provider: await bench.open() };
}

const remove = (provider: Provider, id: string) => provider.remove({ id, status: 'ready' });

it.each(['RUNNING', 'PAUSED'])('a version with a durable execution that is %s is kept', async (status) => {
  const { bench, provider } = await durable();
  bench.sandbox.set('aws-lambda', { durableExecutions: { '1': status, '2': 'SUCCEEDED' } });
  const { kind, message } = await refusal(remove(provider, '1'));
  expect([kind, message]).toEqual(['refused', 'Version 1 of "sample" has running durable executions.']);
  // What a dry run says beforehand.
  expect(await provider.whyKept?.({ id: '1', status: 'ready' })).toBe(message);
  expect(await provider.whyKept?.({ id: '2', status: 'ready' })).toBeUndefined();
  await remove(provider, '2');
  expect(bench.sent().filter((line) => line.startsWith('DELETE'))).toHaveLength(1);
});

it('without the permission every version of a durable function is kept, after one warning', async () => {
  const { bench, provider } = await durable();
  const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
  const answer = { status: 403, headers, body: { Message: 'not authorized' } };
  bench.sandbox.fault({ path: LIST, kind: 'answer', answer, times: 9 });
  for (const id of ['1', '2'])
    expect((await refusal(remove(provider, id))).message).toMatch(/may have running durable/);
  expect(bench.lines.filter((line) => /ListDurableExecutionsByFunction/.test(line))).toHaveLength(1);
});

it('a function without a DurableConfig is not asked, and its list says so', async () => {
  const bench = on();
  await bench.publish(2);
  const provider = await bench.open();
  for await (const _version of provider.versions());
  bench.clear();
  await remove(provider, '1');
  expect(bench.sent()).toEqual(['DELETE ?Qualifier=1']);
});
