import * as sdk from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Bench, makeBench } from './bench.js';

// What moto 5.2.5 does otherwise than AWS. None of it is worked round in the product: what rests on these rules is
// proved against the sandbox (__tests__/providers/lambda). Each line here fails when moto learns better, and then the
// scenario belongs into this suite.
describe('moto differs from AWS, so this suite does not prove', () => {
  let bench: Bench;
  let FunctionName = '';
  beforeEach(async () => {
    bench = await makeBench();
    FunctionName = bench.name;
    for (const text of ['one', 'two']) {
      await bench.build(text);
      await bench.step({ path: 'app', switch: 'true' });
    }
  });
  afterEach(() => bench.close());

  const send = <T>(work: Promise<T>) =>
    work.then(
      () => 'accepted',
      (error: { name: string }) => error.name,
    );

  it('the lock of the code: the function has no RevisionId (AWS: changes twice per update, 412)', async () => {
    const config = await bench.aws.send(new sdk.GetFunctionConfigurationCommand({ FunctionName }));
    expect(config.RevisionId).toBeUndefined();
  });

  it('the lock of the alias: a stale RevisionId is accepted (AWS: 412)', async () => {
    const move = { FunctionName, Name: 'live', FunctionVersion: '1', RevisionId: 'stale' };
    expect(await send(bench.aws.send(new sdk.UpdateAliasCommand(move)))).toBe('accepted');
  });

  it('the guard of publish: a wrong CodeSha256 is accepted (AWS: 400)', async () => {
    const publish = { FunctionName, CodeSha256: 'abc=' };
    expect(await send(bench.aws.send(new sdk.PublishVersionCommand(publish)))).toBe('accepted');
  });

  it('the rules of weights: two extra versions, or 1.5, are accepted (AWS: 400)', async () => {
    const RoutingConfig = { AdditionalVersionWeights: { '1': 1.5, '2': 0.5 } };
    const move = { FunctionName, Name: 'live', FunctionVersion: '2', RoutingConfig };
    expect(await send(bench.aws.send(new sdk.UpdateAliasCommand(move)))).toBe('accepted');
  });

  it('the guard of deletes: a live version is deleted (AWS: 409)', async () => {
    const remove = { FunctionName, Qualifier: '2' };
    expect(await send(bench.aws.send(new sdk.DeleteFunctionCommand(remove)))).toBe('accepted');
  });

  it('that numbers are never used again: the highest is (AWS: never)', async () => {
    await bench.aws.send(new sdk.DeleteFunctionCommand({ FunctionName, Qualifier: '2' }));
    await bench.build('three');
    const { outputs } = await bench.step({ path: 'app' });
    expect(outputs.version).toBe('2');
  });

  it('the waits: an update is over at once (AWS: InProgress, then Successful)', async () => {
    const update = new sdk.UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 });
    expect((await bench.aws.send(update)).LastUpdateStatus).toBe('Successful');
  });

  it('pages: all versions come in one (AWS: 50 at most, and a marker)', async () => {
    const list = await bench.aws.send(new sdk.ListVersionsByFunctionCommand({ FunctionName, MaxItems: 1 }));
    expect([list.Versions?.length, list.NextMarker]).toEqual([3, undefined]);
  });

  it('runs of a version: the payload is echoed (AWS: the code runs)', async () => {
    const answer = await bench.aws.send(
      new sdk.InvokeCommand({ FunctionName, Qualifier: '1', Payload: Buffer.from('{"a":1}') }),
    );
    expect(answer.ExecutedVersion).not.toBe('1');
  });
});
