import { dirname } from 'node:path';
import { CreateEventSourceMappingCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { makePackage } from '../../support/package.js';
import { noteOf, onBench, REGION, ROLE, refusal } from './bench.js';

const on = onBench();

describe('a function that does not exist', () => {
  it('is refused by its name and region', async () => {
    const { open, pack } = on();
    const provider = await open({ function: 'nobody' });
    const { kind, message } = await refusal(provider.findPublished(await pack(1), undefined));
    expect([kind, message]).toEqual(['refused', 'There is no function "nobody" in eu-west-1.']);
  });

  it('is refused already when its alias is read', async () => {
    const provider = await on().open({ function: 'nobody' });
    expect(await refusal(provider.alias('live'))).toMatchObject({ kind: 'refused' });
  });

  it('is created with the configuration of the inputs when that is asked for', async () => {
    const { open, pack, sandbox } = on();
    const made = { function: true, role: ROLE, runtime: 'nodejs22.x', handler: 'index.handler' };
    const provider = await open({ function: 'fresh', create: { ...made, architecture: 'arm64' } });
    expect(await provider.alias('live')).toBeUndefined();
    expect(await provider.findPublished(await pack(1), undefined)).toBeUndefined();
    const { version, created } = await provider.publish(await pack(1), noteOf(1));
    expect([version.id, created]).toEqual(['1', true]);
    expect((await provider.point('live', { stable: '1' }, {})).split).toEqual({ stable: '1' });
    const { functions } = sandbox.state('aws-lambda') as { functions: Record<string, { latest: object }> };
    expect(functions['eu-west-1/fresh']?.latest).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs22.x' });
  });
});

describe('a role that is new', () => {
  const made = { function: true, role: ROLE, runtime: 'nodejs22.x', handler: 'index.handler' };

  it('is waited for, until Lambda can assume it', async () => {
    const { open, pack, sandbox, lines } = on();
    sandbox.set('aws-lambda', { roleRefusals: 4 });
    const provider = await open({ function: 'fresh', create: made });
    expect(await provider.publish(await pack(1), noteOf(1))).toMatchObject({ version: { id: '1' }, created: true });
    expect(lines.filter((line) => /cannot assume the role yet/.test(line))).toHaveLength(4);
  });

  it('that Lambda never may assume is refused by its name, and nothing is created', async () => {
    const { open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { roleRefusals: 1000 });
    const provider = await open({ function: 'fresh', create: made }, { deadline: Date.now() + 1500 });
    expect(await refusal(provider.publish(await pack(1), noteOf(1)))).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^Lambda cannot assume the role arn:aws:iam::000000000000:role\/sandbox/),
      next: expect.stringMatching(/trust policy/),
    });
  });
});

describe('architecture', () => {
  it('is sent with the code, also when the code is there already', async () => {
    const { open, pack, publish, sandbox } = on();
    await publish(1);
    const provider = await open({ create: { architecture: 'arm64' } });
    expect(await provider.findPublished(await pack(1), undefined)).toBeUndefined();
    expect((await provider.publish(await pack(1), noteOf(2))).version.id).toBe('2');
    const { functions } = sandbox.state('aws-lambda') as { functions: Record<string, { versions: object[] }> };
    expect(functions['eu-west-1/sample']?.versions).toMatchObject([
      { Architectures: ['x86_64'] },
      { Architectures: ['arm64'] },
    ]);
  });
});

describe('URLs', () => {
  it('answers to nobody but signers by default', async () => {
    const { open, publish } = on();
    const [stable = ''] = await publish(1);
    const provider = await open();
    await provider.point('live', { stable }, {});
    expect(await provider.url?.('live')).toBeUndefined();
    const url = (await provider.expose?.('live', { public: false })) ?? '';
    expect(await provider.url?.('live')).toBe(url);
    expect((await fetch(url)).status).toBe(403);
  });

  it('is open to all when asked, also where it was closed before', async () => {
    const { aws, open, publish } = on();
    const [stable = ''] = await publish(1);
    const provider = await open();
    await provider.point('live', { stable }, {});
    await provider.expose?.('live', { public: false });
    const url = (await provider.expose?.('live', { public: true })) ?? '';
    expect(await (await fetch(url)).json()).toMatchObject({ build: 1 });
    await provider.expose?.('live', { public: true });
    const { Policy = '' } = await aws.send(new GetPolicyCommand({ FunctionName: 'sample', Qualifier: 'live' }));
    expect(JSON.parse(Policy).Statement).toHaveLength(2);
  });

  it('and event sources are told as callers, those on the newest code too', async () => {
    const { aws, open, publish } = on();
    const [stable = ''] = await publish(1);
    const provider = await open();
    await provider.point('live', { stable }, {});
    const url = await provider.expose?.('live', { public: false });
    const EventSourceArn = `arn:aws:sqs:${REGION}:000000000000:jobs`;
    await aws.send(new CreateEventSourceMappingCommand({ FunctionName: 'sample', EventSourceArn }));
    await aws.send(new CreateEventSourceMappingCommand({ FunctionName: 'sample:1', EventSourceArn }));
    expect((await provider.callers?.())?.callers).toEqual([
      { what: 'function URL', qualifier: 'live', url },
      { what: `event source ${EventSourceArn}`, qualifier: '$LATEST' },
      { what: `event source ${EventSourceArn}`, qualifier: '1' },
    ]);
    expect(await provider.callers?.(['live'])).toEqual({
      callers: [{ what: 'function URL', qualifier: 'live', url }],
      unread: [],
    });
    expect((await provider.callers?.(['$LATEST']))?.callers).toEqual([
      { what: `event source ${EventSourceArn}`, qualifier: '$LATEST' },
    ]);
  });
});

describe('running one version', () => {
  it('reads the status and the body of an HTTP answer', async () => {
    const { open } = on();
    const provider = await open();
    expect(await provider.invoke?.('$LATEST', '{}')).toMatchObject({
      status: 200,
      body: 'the sample, as it came',
      version: '$LATEST',
    });
  });

  it('says the error of a build that fails', async () => {
    const { open, pack } = on();
    const provider = await open();
    const dir = dirname((await pack(1)).file);
    const pkg = await makePackage(
      { 'index.js': `exports.handler = async () => { throw new TypeError('no'); };\n` },
      dir,
    );
    await provider.publish(pkg, noteOf(1));
    expect(await provider.invoke?.('1', '{}')).toMatchObject({ status: 500, version: '1', error: 'TypeError: no' });
  });

  it('refuses a version that does not exist', async () => {
    const { kind, message } = await refusal((await on().open()).invoke?.('9', '{}') ?? Promise.resolve());
    expect([kind, message]).toEqual(['refused', '"sample" has no version 9.']);
  });
});

describe('credentials', () => {
  it('that are missing are named with where they come from', async () => {
    const { open } = on();
    const provider = await open();
    delete process.env.AWS_ACCESS_KEY_ID;
    const config = { AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' };
    Object.assign(process.env, config);
    const { kind, message, next } = await refusal(provider.alias('live'));
    for (const name of Object.keys(config)) delete process.env[name];
    expect([kind, message, next]).toEqual([
      'input',
      'No credentials for AWS Lambda were found.',
      expect.stringMatching(/configure-aws/),
    ]);
  });

  it('that are wrong are refused by AWS, without the secret in the words', async () => {
    const { open } = on();
    process.env.AWS_SECRET_ACCESS_KEY = 'not-the-secret';
    const error = await refusal((await open()).alias('live'));
    expect(error).toMatchObject({ kind: 'vendor', status: 403, code: 'InvalidSignatureException' });
    expect(error.message).not.toContain('not-the-secret');
  });
});
