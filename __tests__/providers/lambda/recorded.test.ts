import { readFile } from 'node:fs/promises';
import * as sdk from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { createFunction, no, onBench, REGION, ROLE } from './bench.js';

const on = onBench();
const FunctionName = 'fn';
const fact = { FunctionName };
const arn = `arn:aws:lambda:${REGION}:000000000000:function:fn`;

/** A function that is ready, with version 1. */
async function published() {
  const bench = on();
  bench.sandbox.set('aws-lambda', { updatePolls: 0 });
  await createFunction(bench, FunctionName);
  const version = await bench.aws.send(new sdk.PublishVersionCommand(fact));
  return { ...bench, version };
}

describe('what AWS was recorded to say of states', () => {
  it('is that a version of an ordinary function is active at once', async () => {
    const { version } = await published();
    expect(version).toMatchObject({ Version: '1', State: 'Active', LastUpdateStatus: 'Successful' });
  });

  it('is that a version which is published along with its code begins as pending, without an update', async () => {
    const { aws, pack } = await published();
    const ZipFile = await readFile((await pack(1)).file);
    const made = await aws.send(new sdk.UpdateFunctionCodeCommand({ ...fact, ZipFile, Publish: true }));
    expect(made).toMatchObject({ Version: '2', State: 'Pending', StateReasonCode: 'Creating' });
    expect(made.LastUpdateStatus).toBeUndefined();
  });

  it('is that a function being created has no update, and an update is called a creation', async () => {
    const { aws, pack, sandbox } = on();
    sandbox.set('aws-lambda', { updatePolls: 1 });
    const ZipFile = await readFile((await pack(1)).file);
    const facts = { Role: ROLE, Runtime: 'nodejs22.x', Handler: 'index.handler' } as const;
    const made = await aws.send(new sdk.CreateFunctionCommand({ ...fact, Code: { ZipFile }, ...facts }));
    expect(made).toMatchObject({ State: 'Pending', SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' } });
    expect(made.LastUpdateStatus).toBeUndefined();
    await sdk.waitUntilFunctionActiveV2({ client: aws, maxWaitTime: 20 }, fact);
    const update = await aws.send(new sdk.UpdateFunctionConfigurationCommand({ ...fact, Timeout: 9 }));
    expect(update).toMatchObject({
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    });
  });
});

describe('what AWS was recorded to show', () => {
  it('is a row with everything but states and the version of the runtime', async () => {
    const { aws } = await published();
    const read = await aws.send(new sdk.GetFunctionConfigurationCommand({ ...fact, Qualifier: '1' }));
    expect(read.RuntimeVersionConfig?.RuntimeVersionArn).toMatch(/^arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}$/);
    const { Versions = [] } = await aws.send(new sdk.ListVersionsByFunctionCommand(fact));
    expect(Versions.map(({ FunctionArn }) => FunctionArn)).toEqual([`${arn}:$LATEST`, `${arn}:1`]);
    for (const row of Versions) {
      expect(Object.keys(row).filter((name) => /^(State|LastUpdate|RuntimeVersion)/.test(name))).toEqual([]);
      expect(row).toMatchObject({
        LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/fn' },
        SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      });
    }
  });

  it('is the ARN of the alias where a function is read by one', async () => {
    const { aws } = await published();
    await aws.send(new sdk.CreateAliasCommand({ ...fact, Name: 'live', FunctionVersion: '1' }));
    const read = await aws.send(new sdk.GetFunctionConfigurationCommand({ ...fact, Qualifier: 'live' }));
    expect([read.FunctionArn, read.Version]).toEqual([`${arn}:live`, '1']);
  });
});

describe('what AWS was recorded to say of a missing alias', () => {
  it('depends on what was to be done with it', async () => {
    const { aws } = await published();
    const alias = { ...fact, Name: 'none' };
    const missing = [404, 'ResourceNotFoundException'];
    expect(await no(aws.send(new sdk.UpdateAliasCommand(alias)))).toEqual([...missing, `Alias not found: ${arn}:none`]);
    expect(await no(aws.send(new sdk.GetAliasCommand(alias)))).toEqual([
      ...missing,
      `Cannot find alias arn: ${arn}:none`,
    ]);
    const read = aws.send(new sdk.GetFunctionConfigurationCommand({ ...fact, Qualifier: 'none' }));
    expect(await no(read)).toEqual([...missing, `Function not found: ${arn}:none`]);
  });
});

describe('what AWS was recorded to say of input that it does not take', () => {
  it('is the constraint, with the value as Java writes it', async () => {
    const { aws } = await published();
    const alias = (AdditionalVersionWeights: Record<string, number>, name = FunctionName) => {
      const RoutingConfig = { AdditionalVersionWeights };
      const facts = { FunctionName: name, Name: 'live', FunctionVersion: '1', RoutingConfig };
      return no(aws.send(new sdk.CreateAliasCommand(facts)));
    };
    expect((await alias({ '2': 2 }))[2]).toContain("Value '{2=2.0}' at 'routingConfig.additionalVersionWeights'");
    expect((await alias({ $LATEST: 0.5 }))[2]).toContain('pattern: [0-9]+]');
    expect((await alias({}, 'nobody'))[2]).toBe(`Function not found: ${arn.replace(/fn$/, 'nobody')}:1`);
    const code = (Architectures: sdk.Architecture[]) =>
      no(aws.send(new sdk.UpdateFunctionCodeCommand({ ...fact, Architectures, ZipFile: Buffer.from('x') })));
    expect((await code(['x86_64', 'arm64']))[2]).toContain("Value '[x86_64, arm64]' at 'architectures'");
  });
});

describe('what AWS was recorded to do with permissions', () => {
  const grant = { ...fact, StatementId: 's3', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };

  it('is to keep them as statements of IAM, in a policy with a revision of its own', async () => {
    const { aws } = await published();
    const SourceArn = 'arn:aws:s3:::uploads';
    await aws.send(new sdk.AddPermissionCommand({ ...grant, SourceArn }));
    const { Policy = '', RevisionId } = await aws.send(new sdk.GetPolicyCommand(fact));
    expect(JSON.parse(Policy)).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 's3',
          Effect: 'Allow',
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: arn,
          Condition: { ArnLike: { 'AWS:SourceArn': SourceArn } },
        },
      ],
    });
    const read = await aws.send(new sdk.GetFunctionConfigurationCommand(fact));
    expect([typeof RevisionId, RevisionId === read.RevisionId]).toEqual(['string', false]);
  });

  it.each([
    [{ StatementId: 'example.com' }, 400, /pattern: \(\[a-zA-Z0-9-_\]\+\)$/],
    [{ Principal: 'invalid.nonaws.com' }, 400, /^The provided principal was invalid\./],
    [{ Qualifier: '$LATEST' }, 400, /^We currently do not support adding policies for \$LATEST\.$/],
    [{ Qualifier: 'none' }, 404, /^Cannot find alias arn: .*:none$/],
    [{ Qualifier: '42' }, 404, /^Function not found: .*:42$/],
  ])('is to refuse %j', async (change, status, words) => {
    const { aws } = await published();
    const work = aws.send(new sdk.AddPermissionCommand({ ...grant, ...change }));
    expect(await no(work)).toEqual([status, expect.any(String), expect.stringMatching(words)]);
  });
});

describe('what AWS was recorded to say of provisioned concurrency', () => {
  it('is that nothing, a missing alias, a missing version and $LATEST are four things', async () => {
    const { aws } = await published();
    const get = (Qualifier: string, name = FunctionName) =>
      no(aws.send(new sdk.GetProvisionedConcurrencyConfigCommand({ FunctionName: name, Qualifier })));
    expect((await get('1'))[1]).toBe('ProvisionedConcurrencyConfigNotFoundException');
    expect((await get('none'))[2]).toBe(`Cannot find alias arn: ${arn}:none`);
    expect((await get('none', 'nobody'))[2]).toMatch(/^Cannot find alias arn: .*:nobody:none$/);
    expect((await get('10'))[2]).toBe(`Function not found: ${arn}:10`);
    expect((await get('$LATEST'))[0]).toBe(400);
  });

  it('is that a version and an alias at it do not both have it', async () => {
    const { aws } = await published();
    await aws.send(new sdk.CreateAliasCommand({ ...fact, Name: 'live', FunctionVersion: '1' }));
    const put = (Qualifier: string, ProvisionedConcurrentExecutions = 1) =>
      aws.send(new sdk.PutProvisionedConcurrencyConfigCommand({ ...fact, Qualifier, ProvisionedConcurrentExecutions }));
    expect((await no(put('live', 0)))[1]).toBe('ValidationException');
    await put('live');
    expect((await no(put('1')))[2]).toBe('Version is pointed by a Provisioned Concurrency alias');
  });
});

describe('what AWS was recorded to say of function URLs', () => {
  it('is that the function does not exist, or the resource, after what was to be done', async () => {
    const { aws } = await published();
    const where = { ...fact, Qualifier: 'none' };
    const AuthType = 'AWS_IAM' as const;
    const none = 'Function does not exist';
    expect((await no(aws.send(new sdk.CreateFunctionUrlConfigCommand({ ...where, AuthType }))))[2]).toBe(none);
    expect((await no(aws.send(new sdk.UpdateFunctionUrlConfigCommand(where))))[2]).toBe(none);
    const list = new sdk.ListFunctionUrlConfigsCommand({ FunctionName: 'nobody' });
    expect((await no(aws.send(list)))[2]).toBe(none);
    const gone = 'The resource you requested does not exist.';
    expect((await no(aws.send(new sdk.GetFunctionUrlConfigCommand(where))))[2]).toBe(gone);
    const made = await aws.send(new sdk.CreateFunctionUrlConfigCommand({ ...fact, AuthType }));
    expect([made.InvokeMode, (await aws.send(new sdk.GetFunctionUrlConfigCommand(fact))).InvokeMode]).toEqual([
      undefined,
      'BUFFERED',
    ]);
  });
});
