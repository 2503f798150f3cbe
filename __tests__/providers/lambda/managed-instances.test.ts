import * as sdk from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { type Bench, noteOf, onBench, refusal } from './bench.js';

const on = onBench();
const FunctionName = 'sample';
const PUBLISHED = '$LATEST.PUBLISHED';
const provider = `arn:aws:lambda:eu-west-1:000000000000:capacity-provider:own`;

/** A function on instances of its own: two numbered versions, and one that is published again and again. */
async function managed(): Promise<Bench> {
  const bench = on();
  const CapacityProviderConfig = {
    LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: provider },
  };
  await bench.aws.send(new sdk.UpdateFunctionConfigurationCommand({ FunctionName, CapacityProviderConfig }));
  await bench.publish(2);
  const made = await bench.aws.send(new sdk.PublishVersionCommand({ FunctionName, PublishTo: 'LATEST_PUBLISHED' }));
  expect(made).toMatchObject({ Version: PUBLISHED, State: 'Pending' });
  return bench;
}

describe('$LATEST.PUBLISHED', () => {
  it('is not listed as a version', async () => {
    const { open, aws } = await managed();
    const { Versions = [] } = await aws.send(new sdk.ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions.map(({ Version }) => Version)).toEqual(['$LATEST', PUBLISHED, '1', '2']);
    const ids: string[] = [];
    for await (const { id } of (await open()).versions()) ids.push(id);
    expect(ids).toEqual(['1', '2']);
  });

  it('is not reused, though it holds the package', async () => {
    const { aws, open, pack } = await managed();
    await aws.send(new sdk.DeleteFunctionCommand({ FunctionName, Qualifier: '2' }));
    const run = await open();
    expect(await run.findPublished(await pack(2), undefined)).toBeUndefined();
    expect(await run.publish(await pack(2), noteOf(3))).toMatchObject({ version: { id: '3' }, created: true });
  });

  it('as what is live does not hide the newest number', async () => {
    const { aws, open, pack } = await managed();
    await aws.send(new sdk.CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: PUBLISHED }));
    const run = await open();
    const live = await run.alias('live');
    expect(live?.split).toEqual({ stable: PUBLISHED });
    expect(await run.findPublished(await pack(2), live)).toMatchObject({ id: '2' });
  });

  it('gets no traffic by an alias, and cannot be deleted', async () => {
    const { open } = await managed();
    const run = await open();
    expect(await refusal(run.point('live', { stable: PUBLISHED }, {}))).toMatchObject({ kind: 'refused' });
    const version = { id: PUBLISHED, status: 'ready' } as const;
    expect(await refusal(run.remove(version))).toMatchObject({ kind: 'refused' });
  });
});
