import { AddPermissionCommand, CreateAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FunctionName, type WiredFunction, wiredFunction } from './wired-function.js';

let place: WiredFunction;
beforeEach(async () => {
  place = await wiredFunction();
});
afterEach(() => place.close());

describe('statements that AddPermission does not write', () => {
  const Resource = 'arn:aws:lambda:eu-central-1:000000000000:function:shop';
  const planOf = async (...Statement: object[]) => {
    const body = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }), RevisionId: '1' };
    const path = '/functions/shop/policy$';
    place.sandbox.fault({ method: 'GET', path, times: 9, kind: 'answer', answer: { status: 200, body } });
    return (await place.run({ operation: 'adopt' })).log;
  };

  test('a Deny is left for a person, and not dropped without a word', async () => {
    const log = await planOf({
      Sid: 'inside',
      Effect: 'Deny',
      Principal: '*',
      Action: 'lambda:InvokeFunction',
      Resource,
    });
    expect(log).toMatch(/✋ {2}refuse on live too what the statement "inside" refuses to everyone +by hand/);
    expect(log).toContain('AddPermission cannot write a Deny: until the same stands in the policy of live');
  });

  test('NotPrincipal is read as what it says', async () => {
    const NotPrincipal = { AWS: '111111111111' };
    const log = await planOf({
      Sid: 'all-but',
      Effect: 'Allow',
      NotPrincipal,
      Action: 'lambda:InvokeFunction',
      Resource,
    });
    expect(log).toContain('let everyone but {"AWS":"111111111111"} call live');
    expect(log).toContain('AddPermission cannot say what this statement says');
  });

  test('who may only read the function calls nobody', async () => {
    const Principal = { AWS: 'arn:aws:iam::111111111111:root' };
    const log = await planOf({ Sid: 'read', Effect: 'Allow', Principal, Action: 'lambda:GetFunction', Resource });
    expect(log).toContain(`let ${Principal.AWS} use lambda:GetFunction on live`);
    expect(log).not.toContain(`${Principal.AWS} calls live`);
  });
});

test('another alias at $LATEST is left for a person, with the line', async () => {
  await place.aws.send(new CreateAliasCommand({ FunctionName, Name: 'old', FunctionVersion: '$LATEST' }));
  const { log: plan } = await place.run({ operation: 'adopt' });
  expect(plan).toMatch(/✋ {2}the alias old points at a version instead of \$LATEST +by hand/);
  const { log } = await place.run({ operation: 'adopt', confirm: 'true' });
  expect(log).toContain('Callers of old get each upload at once. Point it at version 1, which live shows');
  expect(log).toContain('aws lambda update-alias --function-name shop --name old --function-version 1');
  const refused = { status: 403, body: { Message: 'User: x is not authorized to perform: lambda:ListAliases' } };
  place.sandbox.fault({ method: 'GET', path: '/aliases(\\?|$)', times: 9, kind: 'answer', answer: refused });
  const blind = await place.run({ operation: 'adopt' });
  expect(blind.code).toBe(0);
  expect(blind.log).toContain('Whether other aliases point at $LATEST is not known');
});

test('two long ids that begin alike are two statements', async () => {
  for (const bucket of ['one', 'two']) {
    const facts = { FunctionName, StatementId: `${'a'.repeat(90)}-${bucket}`, Action: 'lambda:InvokeFunction' };
    const SourceArn = `arn:aws:s3:::${bucket}`;
    await place.aws.send(new AddPermissionCommand({ ...facts, Principal: 's3.amazonaws.com', SourceArn }));
  }
  const before = place.wiring();
  await place.run({ operation: 'adopt', confirm: 'true' });
  const sids =
    place
      .shown()
      .policies.live?.map(({ Sid }) => Sid)
      .filter((sid) => sid.includes('aaa')) ?? [];
  expect(sids).toHaveLength(2);
  expect(sids.every((sid) => sid.length <= 100)).toBe(true);
  await place.run({ operation: 'unadopt', confirm: 'true' });
  expect(place.wiring()).toEqual(before);
});
