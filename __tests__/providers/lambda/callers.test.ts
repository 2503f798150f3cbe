import { AddPermissionCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { onBench } from './bench.js';

const on = onBench();

describe('a service that may call the function', () => {
  const grant = { FunctionName: 'sample', StatementId: 'web', Action: 'lambda:InvokeFunction' };

  it('without a qualifier calls the newest code, and that is told as a caller', async () => {
    const { aws, open } = on();
    await aws.send(new AddPermissionCommand({ ...grant, Principal: 'apigateway.amazonaws.com' }));
    expect((await (await open()).callers?.())?.callers).toEqual([
      { what: 'the permission "web" of apigateway.amazonaws.com', qualifier: '$LATEST', maybe: true },
    ]);
  });

  it('by its alias is no matter of the newest code', async () => {
    const { aws, open, publish } = on();
    const [stable = ''] = await publish(1);
    const provider = await open();
    await provider.point('live', { stable }, {});
    await aws.send(new AddPermissionCommand({ ...grant, Qualifier: 'live', Principal: 's3.amazonaws.com' }));
    expect((await provider.callers?.(['$LATEST']))?.callers).toEqual([]);
    expect((await provider.callers?.())?.callers).toMatchObject([{ qualifier: 'live', maybe: true }]);
  });

  it('by another alias is told with that alias, but not where it is a preview', async () => {
    const { aws, open, publish } = on();
    const [stable = ''] = await publish(1);
    const provider = await open();
    for (const alias of ['live', 'partner', 'pr-7']) {
      await provider.point(alias, { stable }, {});
      await aws.send(new AddPermissionCommand({ ...grant, Qualifier: alias, Principal: 's3.amazonaws.com' }));
    }
    const found = (await provider.callers?.())?.callers;
    expect(found?.map(({ qualifier }) => qualifier)).toEqual(['live', 'partner']);
  });

  it("is still looked for by the run's own alias where the role may not list them", async () => {
    const { aws, open, publish, sandbox } = on();
    const [stable = ''] = await publish(1);
    const provider = await open();
    await provider.point('live', { stable }, {});
    await aws.send(new AddPermissionCommand({ ...grant, Qualifier: 'live', Principal: 's3.amazonaws.com' }));
    const body = { __type: 'AccessDeniedException', message: 'no' };
    sandbox.fault({ kind: 'answer', method: 'GET', path: '/aliases\\?', answer: { status: 403, body } });
    const read = await provider.callers?.();
    expect(read?.callers.map(({ qualifier }) => qualifier)).toEqual(['live']);
    expect(read?.unread).toEqual(['aliases at $LATEST (lambda:ListAliases)']);
  });

  it('may be another account, or everyone, but not a caller of its own URL', async () => {
    const { aws, open } = on();
    await aws.send(new AddPermissionCommand({ ...grant, StatementId: 'partner', Principal: '111122223333' }));
    await aws.send(
      new AddPermissionCommand({ ...grant, StatementId: 'org', Principal: '*', PrincipalOrgID: 'o-abc123' }),
    );
    const Action = 'lambda:InvokeFunctionUrl';
    const more = { Action, StatementId: 'url', Principal: '*', FunctionUrlAuthType: 'NONE' } as const;
    await aws.send(new AddPermissionCommand({ ...grant, ...more }));
    expect((await (await open()).callers?.())?.callers).toEqual([
      { what: 'the permission "partner" of arn:aws:iam::111122223333:root', qualifier: '$LATEST', maybe: true },
      { what: 'the permission "org" of everyone in the organisation o-abc123', qualifier: '$LATEST', maybe: true },
    ]);
  });

  it('is asked for ten aliases; the others are named', async () => {
    const { open, publish } = on();
    const [stable = ''] = await publish(1);
    const provider = await open();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'live', 'pr-1'];
    for (const name of names) await provider.point(name, { stable }, {});
    expect((await provider.callers?.())?.unasked).toEqual(['j', 'k']);
  });
});

describe('calls of the last day', () => {
  it('are counted by alias, and those by the bare name apart', async () => {
    const { open, publish } = on();
    const [stable = ''] = await publish(1);
    const provider = await open();
    await provider.point('live', { stable }, {});
    for (const qualifier of ['live', '$LATEST', '$LATEST', '1']) await provider.invoke?.(qualifier, '{}');
    expect((await provider.callers?.(['$LATEST'], true))?.calls).toEqual({ $LATEST: 2, live: 1, '1': 1 });
  });

  it('that may not be read are not known, and that is no failure', async () => {
    const { open, sandbox, lines } = on();
    const body = { __type: 'AccessDeniedException', message: 'no' };
    sandbox.fault({ kind: 'answer', method: 'POST', path: '^/$', answer: { status: 403, body } });
    expect((await (await open()).callers?.(['$LATEST'], true))?.calls).toBeUndefined();
    expect(lines.join()).toContain('cloudwatch:GetMetricData');
  });
});
