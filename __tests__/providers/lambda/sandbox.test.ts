import { readFile } from 'node:fs/promises';
import * as sdk from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { createFunction, no, onBench, REGION, ROLE } from './bench.js';

const on = onBench();
const FunctionName = 'fn';
const fact = { FunctionName };

/** A function with `n` versions of different code. */
async function versions(n: number) {
  const bench = on();
  bench.sandbox.set('aws-lambda', { updatePolls: 0, versionPolls: 0 });
  await createFunction(bench, FunctionName);
  for (let i = 1; i <= n; i++) {
    const ZipFile = await readFile((await bench.pack(i)).file);
    await bench.aws.send(new sdk.UpdateFunctionCodeCommand({ ...fact, ZipFile }));
    await bench.aws.send(new sdk.PublishVersionCommand({ ...fact, Description: `d${i}` }));
  }
  return bench;
}

const arn = `arn:aws:lambda:${REGION}:000000000000:function:fn`;

describe('driven by the official SDK', () => {
  it('changes the RevisionId twice per update and refuses everything meanwhile', async () => {
    const { aws, sandbox } = await versions(1);
    sandbox.set('aws-lambda', { updatePolls: 2 });
    const get = () => aws.send(new sdk.GetFunctionConfigurationCommand(fact));
    const before = await get();
    const update = await aws.send(new sdk.UpdateFunctionConfigurationCommand({ ...fact, Timeout: 9 }));
    expect(update).toMatchObject({ LastUpdateStatus: 'InProgress', State: 'Active' });
    expect(await no(aws.send(new sdk.PublishVersionCommand(fact)))).toEqual([
      409,
      'ResourceConflictException',
      `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
    ]);
    expect([(await get()).LastUpdateStatus, (await get()).LastUpdateStatus]).toEqual(['InProgress', 'InProgress']);
    const after = await get();
    expect(after.LastUpdateStatus).toBe('Successful');
    expect(new Set([before.RevisionId, update.RevisionId, after.RevisionId]).size).toBe(3);
    const stale = aws.send(new sdk.PublishVersionCommand({ ...fact, RevisionId: update.RevisionId }));
    expect((await no(stale)).slice(0, 2)).toEqual([412, 'PreconditionFailedException']);
  });

  it('is waited for by the SDK’s own waiters', async () => {
    const { aws, sandbox } = await versions(1);
    sandbox.set('aws-lambda', { updatePolls: 1 });
    await aws.send(new sdk.UpdateFunctionConfigurationCommand({ ...fact, Timeout: 9 }));
    const end = await sdk.waitUntilFunctionUpdatedV2({ client: aws, maxWaitTime: 20 }, fact);
    expect(end.state).toBe('SUCCESS');
  });

  it('answers an unchanged publish with the old version and its own description', async () => {
    const { aws } = await versions(2);
    const again = await aws.send(new sdk.PublishVersionCommand({ ...fact, Description: 'other' }));
    expect(again).toMatchObject({ Version: '2', Description: 'd2' });
    await aws.send(new sdk.UpdateFunctionConfigurationCommand({ ...fact, MemorySize: 256 }));
    expect(await aws.send(new sdk.PublishVersionCommand(fact))).toMatchObject({ Version: '3', Description: '' });
  });

  it('compares the hash that a publish names', async () => {
    const { aws } = await versions(1);
    const [status, name, message] = await no(aws.send(new sdk.PublishVersionCommand({ ...fact, CodeSha256: 'abc=' })));
    expect([status, name]).toEqual([400, 'InvalidParameterValueException']);
    expect(message).toMatch(/^CodeSHA256 \(abc=\) is different from current CodeSHA256 in \$LATEST \(/);
  });

  it('never gives a number twice', async () => {
    const { aws } = await versions(3);
    await aws.send(new sdk.DeleteFunctionCommand({ ...fact, Qualifier: '3' }));
    expect((await aws.send(new sdk.PublishVersionCommand(fact))).Version).toBe('4');
  });

  it('lists 50 a page at most, $LATEST first, without states', async () => {
    const { aws } = await versions(60);
    const first = await aws.send(new sdk.ListVersionsByFunctionCommand({ ...fact, MaxItems: 1000 }));
    expect([first.Versions?.length, first.Versions?.[0]?.Version, first.Versions?.[1]?.Version]).toEqual([
      50,
      '$LATEST',
      '1',
    ]);
    expect(first.Versions?.[1]?.State).toBeUndefined();
    const second = await aws.send(new sdk.ListVersionsByFunctionCommand({ ...fact, Marker: first.NextMarker }));
    expect([second.Versions?.length, second.NextMarker]).toEqual([11, undefined]);
    expect((await no(aws.send(new sdk.ListVersionsByFunctionCommand({ ...fact, MaxItems: 0 }))))[0]).toBe(400);
  });

  it('keeps weights that an update does not mention, and changes the RevisionId of every update', async () => {
    const { aws } = await versions(2);
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.1 } };
    const Name = 'live';
    const made = await aws.send(new sdk.CreateAliasCommand({ ...fact, Name, FunctionVersion: '1', RoutingConfig }));
    const same = await aws.send(new sdk.UpdateAliasCommand({ ...fact, Name, Description: 'x' }));
    expect(same.RoutingConfig).toEqual(RoutingConfig);
    expect(same.RevisionId).not.toBe(made.RevisionId);
    const none = { AdditionalVersionWeights: {} };
    await aws.send(new sdk.UpdateAliasCommand({ ...fact, Name, RoutingConfig: none }));
    expect((await aws.send(new sdk.GetAliasCommand({ ...fact, Name }))).RoutingConfig).toBeUndefined();
    const stale = aws.send(
      new sdk.UpdateAliasCommand({ ...fact, Name, FunctionVersion: '2', RevisionId: made.RevisionId }),
    );
    expect((await no(stale)).slice(0, 2)).toEqual([412, 'PreconditionFailedException']);
  });

  it.each([
    [{ '2': 0.1, '3': 0.1 }, '1', 400, /Number of items in AdditionalVersionWeights cannot be greater than 1/],
    [{ '2': 1.5 }, '1', 400, /less than or equal to 1\.0/],
    [{ '1': 0.5 }, '1', 400, /Function version 1 is already included in routing configuration/],
    [{ '2': 0.5 }, '$LATEST', 400, /\$LATEST/],
    [{ '9': 0.5 }, '1', 404, /Function not found: .*:9$/],
  ])('refuses the weights %j on version %s', async (AdditionalVersionWeights, FunctionVersion, status, words) => {
    const { aws } = await versions(3);
    const RoutingConfig = { AdditionalVersionWeights };
    const work = aws.send(new sdk.CreateAliasCommand({ ...fact, Name: 'live', FunctionVersion, RoutingConfig }));
    expect(await no(work)).toEqual([status, expect.any(String), expect.stringMatching(words)]);
  });

  it('refuses names, texts and archives that AWS refuses', async () => {
    const { aws } = await versions(1);
    const alias = (changes: object) =>
      no(aws.send(new sdk.CreateAliasCommand({ ...fact, Name: 'live', FunctionVersion: '1', ...changes })));
    expect((await alias({ Name: '12' }))[1]).toBe('ValidationException');
    expect((await alias({ Description: 'x'.repeat(257) }))[2]).toMatch(/less than or equal to 256/);
    expect(await alias({ FunctionVersion: '9' })).toEqual([
      404,
      'ResourceNotFoundException',
      `Function not found: ${arn}:9`,
    ]);
    const ZipFile = Buffer.from('no zip');
    expect((await no(aws.send(new sdk.UpdateFunctionCodeCommand({ ...fact, ZipFile }))))[2]).toMatch(/Could not unzip/);
  });

  it('says that an alias exists, or does not', async () => {
    const { aws } = await versions(1);
    const make = () => aws.send(new sdk.CreateAliasCommand({ ...fact, Name: 'live', FunctionVersion: '1' }));
    await make();
    expect(await no(make())).toEqual([409, 'ResourceConflictException', `Alias already exists: ${arn}:live`]);
    const missing = aws.send(new sdk.GetAliasCommand({ ...fact, Name: 'other' }));
    expect(await no(missing)).toEqual([404, 'ResourceNotFoundException', `Cannot find alias arn: ${arn}:other`]);
    const gone = await aws.send(new sdk.DeleteAliasCommand({ ...fact, Name: 'other' }));
    expect(gone.$metadata.httpStatusCode).toBe(204);
  });

  it('guards deletes as AWS does', async () => {
    const { aws } = await versions(2);
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.1 } };
    await aws.send(new sdk.CreateAliasCommand({ ...fact, Name: 'live', FunctionVersion: '1', RoutingConfig }));
    const remove = (Qualifier: string) => aws.send(new sdk.DeleteFunctionCommand({ ...fact, Qualifier }));
    const words = 'Unable to delete version because the following aliases reference it: [live]';
    for (const used of ['1', '2']) expect(await no(remove(used))).toEqual([409, 'ResourceConflictException', words]);
    expect((await no(remove('$LATEST')))[0]).toBe(400);
    expect((await no(remove('live')))[0]).toBe(400);
    expect((await remove('99')).$metadata.httpStatusCode).toBe(204);
  });

  it('gives the code by a link that needs nothing else, and no other', async () => {
    const { aws, pack } = await versions(2);
    const { Code } = await aws.send(new sdk.GetFunctionCommand({ ...fact, Qualifier: '1' }));
    const link = Code?.Location ?? '';
    const code = Buffer.from(await (await fetch(link)).arrayBuffer());
    expect(code.equals(await readFile((await pack(1)).file))).toBe(true);
    expect((await fetch(link.replace('/1?', '/2?'))).status).toBe(403);
    expect((await fetch(link, { headers: { authorization: 'Bearer x' } })).status).toBe(400);
  });

  it('splits the calls of an alias by its weights, and runs each version for real', async () => {
    const { aws } = await versions(2);
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.2 } };
    await aws.send(new sdk.CreateAliasCommand({ ...fact, Name: 'live', FunctionVersion: '1', RoutingConfig }));
    const counts: Record<string, number> = {};
    for (let call = 0; call < 10; call++) {
      const answer = await aws.send(
        new sdk.InvokeCommand({ ...fact, Qualifier: 'live', Payload: Buffer.from('{"n":1}') }),
      );
      const { build, event } = JSON.parse(Buffer.from(answer.Payload ?? []).toString());
      expect([String(build), event]).toEqual([answer.ExecutedVersion, { n: 1 }]);
      counts[build] = (counts[build] ?? 0) + 1;
    }
    expect(counts).toEqual({ '1': 8, '2': 2 });
  });

  it('keeps regions apart', async () => {
    const { sandbox } = await versions(1);
    const elsewhere = new sdk.LambdaClient({ endpoint: sandbox.url, region: 'us-east-1' });
    expect((await no(elsewhere.send(new sdk.GetFunctionCommand(fact))))[0]).toBe(404);
  });

  it('creates with a role, a runtime and a handler only', async () => {
    const { aws, pack } = on();
    const ZipFile = await readFile((await pack(1)).file);
    const make = (facts: object) =>
      no(aws.send(new sdk.CreateFunctionCommand({ FunctionName: 'x', Code: { ZipFile }, Role: ROLE, ...facts })));
    expect((await make({}))[2]).toMatch(/Runtime and Handler are mandatory/);
    expect((await make({ Role: 'me', Runtime: 'nodejs22.x', Handler: 'a.b' }))[1]).toBe('ValidationException');
  });
});
