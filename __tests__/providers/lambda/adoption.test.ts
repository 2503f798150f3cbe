import { AddPermissionCommand, CreateEventSourceMappingCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import { expect, test } from '@jest/globals';
import { onBench } from './bench.js';

const FunctionName = 'sample';
const on = onBench();

/** Lets a service call the bare name. */
const allow = (StatementId: string, Principal: string, more: object = {}) =>
  on().aws.send(
    new AddPermissionCommand({ FunctionName, StatementId, Action: 'lambda:InvokeFunction', Principal, ...more }),
  );

const planned = async (direction: 'adopt' | 'unadopt' = 'adopt') => (await on().open()).adoption?.('live', direction);

async function carryOut(direction: 'adopt' | 'unadopt' = 'adopt'): Promise<void> {
  for (const { apply } of (await planned(direction))?.steps ?? []) await apply?.();
}

async function withAlias(): Promise<void> {
  const [version = ''] = await on().publish(1);
  await (await on().open()).point('live', { stable: version }, {});
}

const statements = async (Qualifier?: string) => {
  const { Policy = '{}' } = await on().aws.send(new GetPolicyCommand({ FunctionName, Qualifier }));
  return (JSON.parse(Policy) as { Statement: { Sid: string; Principal: unknown; Condition?: unknown }[] }).Statement;
};

test('copies a statement with all that it asks for', async () => {
  await withAlias();
  const SourceArn = 'arn:aws:s3:::uploads';
  await allow('s3', 's3.amazonaws.com', { SourceArn, SourceAccount: '123456789012' });
  await allow('org', '*', { PrincipalOrgID: 'o-abc123' });
  await allow('skill', 'alexa-appkit.amazon.com.amazonaws.com', { EventSourceToken: 'token-of-the-skill' });
  await carryOut();
  const own = await statements();
  const copied = await statements('live');
  expect(copied.map(({ Principal, Condition }) => [Principal, Condition])).toEqual(
    own.map(({ Principal, Condition }) => [Principal, Condition]),
  );
  expect(copied.map(({ Sid }) => Sid)).toEqual(own.map(({ Sid }) => `versioned-deploy-adopted-${Sid}`));
});

test('a statement that the alias has by another name is not copied', async () => {
  await withAlias();
  await allow('s3', 's3.amazonaws.com');
  await allow('by-hand', 's3.amazonaws.com', { Qualifier: 'live' });
  await carryOut();
  expect((await statements('live')).map(({ Sid }) => Sid)).toEqual(['by-hand']);
  await carryOut('unadopt');
  expect((await statements('live')).map(({ Sid }) => Sid)).toEqual(['by-hand']);
});

test.each([
  [
    'apigateway',
    'arn:aws:execute-api:eu-west-1:123456789012:abc123/*/GET/x',
    'apigatewayv2 get-integrations --api-id abc123',
  ],
  ['apigateway', 'arn:aws:execute-api:eu-west-1:123456789012:*/*', "--api-id '<API_ID>'"],
  ['events', 'arn:aws:events:eu-west-1:123456789012:rule/nightly', 'events list-targets-by-rule --rule nightly '],
  ['events', 'arn:aws:events:eu-west-1:123456789012:rule/bus/nightly', '--rule nightly --event-bus-name bus '],
  ['s3', 'arn:aws:s3:::uploads', 's3api get-bucket-notification-configuration --bucket uploads '],
  [
    'sns',
    'arn:aws:sns:eu-west-1:123456789012:orders',
    'sns subscribe --topic-arn arn:aws:sns:eu-west-1:123456789012:orders',
  ],
  [
    'logs',
    'arn:aws:logs:eu-west-1:123456789012:log-group:/app:*',
    'describe-subscription-filters --log-group-name /app ',
  ],
  [
    'elasticloadbalancing',
    'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/1',
    'elbv2 register-targets ',
  ],
])('tells what to do at %s about %s', async (service, SourceArn, line) => {
  await withAlias();
  await allow('one', `${service}.amazonaws.com`, { SourceArn });
  const step = (await planned())?.steps.find(({ byHand }) => byHand);
  expect(step?.byHand?.commands.map((command) => command.line).join('\n')).toContain(line);
  expect(step?.byHand?.caution).toMatch(/\.$/);
});

test('a service that it knows no commands of is named with what to put where', async () => {
  await withAlias();
  await allow('one', 'cognito-idp.amazonaws.com');
  const step = (await planned())?.steps.find(({ byHand }) => byHand);
  expect(step?.byHand?.caution).toMatch(/Put arn:aws:lambda:\S+:function:sample:live where that service has arn:/);
});

test('another account, and an organisation, are told to call the alias', async () => {
  await withAlias();
  await allow('partner', '111122223333');
  await allow('org', '*', { PrincipalOrgID: 'o-abc123' });
  const steps = (await planned())?.steps.filter(({ byHand }) => byHand) ?? [];
  expect(steps.map(({ what }) => what)).toEqual([
    'arn:aws:iam::111122223333:root calls live',
    'everyone in the organisation o-abc123 calls live',
  ]);
  expect(steps[0]?.byHand?.caution).toMatch(
    /must call arn:aws:lambda:\S+:function:sample:live instead of arn:\S+:sample:/,
  );
});

test('a role that may set no tags moves an event source all the same, and says that `unadopt` will not know it', async () => {
  await withAlias();
  const EventSourceArn = 'arn:aws:sqs:eu-west-1:000000000000:orders';
  await on().aws.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn }));
  const body = { message: 'User is not authorized to perform: lambda:TagResource' };
  const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
  on().sandbox.fault({ kind: 'answer', method: 'POST', path: '/tags/', answer: { status: 403, body, headers } });
  await carryOut();
  expect(on().lines.join('\n')).toContain('lambda:TagResource is not allowed here');
  const { callers = [] } = (await (await on().open()).callers?.()) ?? {};
  expect(callers).toMatchObject([{ qualifier: 'live' }]);
  await carryOut('unadopt');
  expect((await (await on().open()).callers?.())?.callers).toMatchObject([{ qualifier: 'live' }]);
});

test('a function of a CloudFormation stack is warned about', async () => {
  const { TagResourceCommand } = await import('@aws-sdk/client-lambda');
  const Resource = 'arn:aws:lambda:eu-west-1:000000000000:function:sample';
  await on().aws.send(new TagResourceCommand({ Resource, Tags: { 'aws:cloudformation:stack-name': 'shop' } }));
  expect((await planned())?.warnings).toEqual([expect.stringContaining('belongs to the CloudFormation stack shop')]);
});
