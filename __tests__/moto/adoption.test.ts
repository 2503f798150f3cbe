import { AddPermissionCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, makeBench } from './bench.js';

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

const run = (operation: string) => bench.step({ operation, confirm: 'true', timeout: '20s' });

async function statements(Qualifier?: string): Promise<string[]> {
  const { Policy = '{}' } = await bench.aws.send(new GetPolicyCommand({ FunctionName: bench.name, Qualifier }));
  return (JSON.parse(Policy) as { Statement?: { Sid: string }[] }).Statement?.map(({ Sid }) => Sid) ?? [];
}

// moto binds an event source to a version where it was told an alias, so those are not shown here.
it('makes the alias of what is there and copies the permissions to it, and takes them back', async () => {
  const facts = { FunctionName: bench.name, StatementId: 'nightly', Action: 'lambda:InvokeFunction' };
  const SourceArn = 'arn:aws:events:eu-west-1:123456789012:rule/nightly';
  await bench.aws.send(new AddPermissionCommand({ ...facts, Principal: 'events.amazonaws.com', SourceArn }));
  const plan = await bench.step({ operation: 'adopt' });
  expect([plan.code, await statements()]).toEqual([0, ['nightly']]);
  const adopted = await run('adopt');
  // moto gives a version all the statements that the function had.
  expect([adopted.code, await statements('live')]).toEqual([0, ['nightly', 'versioned-deploy-adopted-nightly']]);
  const back = await run('unadopt');
  expect(back.code).toBe(0);
  expect([await statements(), await statements('live')]).toEqual([['nightly'], ['nightly']]);
});
