import { UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { noteOf, onBench, refusal } from './bench.js';

const on = onBench();
const FunctionName = 'sample';

describe('an update under way', () => {
  it('is waited out before and after', async () => {
    const { aws, open, pack, sandbox, lines } = on();
    sandbox.set('aws-lambda', { updatePolls: 4, versionPolls: 3 });
    await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7 }));
    const { version } = await (await open()).publish(await pack(1), noteOf(1));
    expect(version).toMatchObject({ id: '1', status: 'ready' });
    expect(lines.join('\n')).toMatch(/Waiting for .*InProgress[\s\S]*Waiting for version 1.*Pending/);
  });

  it('that begins after we looked is waited out', async () => {
    const { aws, open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { updatePolls: 3 });
    const provider = await open();
    await provider.findPublished(await pack(1), undefined);
    await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7 }));
    expect((await provider.publish(await pack(1), noteOf(1))).created).toBe(true);
  });

  it('that never ends is a timeout with what was last seen', async () => {
    const { open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { updatePolls: 1_000_000 });
    const provider = await open({}, { deadline: Date.now() + 300 });
    const { kind, message } = await refusal(provider.publish(await pack(1), noteOf(1)));
    expect([kind, message]).toEqual(['timeout', expect.stringMatching(/update of "sample" to end.*InProgress/)]);
  });

  it('that fails is said, and nothing is published', async () => {
    const { open, pack, sandbox, sent } = on();
    sandbox.set('aws-lambda', { failUpdate: true });
    const { kind, message } = await refusal((await open()).publish(await pack(1), noteOf(1)));
    expect([kind, message]).toEqual([
      'vendor',
      expect.stringMatching(/could not apply the code to "sample": The sandbox/),
    ]);
    expect(sent()).not.toContain('POST versions');
  });
});

describe('a new version', () => {
  it('that fails to start is said, with AWS’s reason', async () => {
    const { open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { failVersion: true });
    const { kind, message } = await refusal((await open()).publish(await pack(1), noteOf(1)));
    expect([kind, message]).toEqual([
      'vendor',
      expect.stringMatching(/Version 1 of "sample" failed to start: The sandbox/),
    ]);
  });

  it('that sleeps is fine', async () => {
    const { open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { readyState: 'Inactive' });
    const { version } = await (await open()).publish(await pack(1), noteOf(1));
    expect(version).toMatchObject({ status: 'ready', state: 'Inactive' });
  });

  it('in a state of another year is waited on, with its name in the log', async () => {
    const { open, pack, sandbox, lines } = on();
    sandbox.set('aws-lambda', { pendingState: 'Thawing', versionPolls: 2 });
    await (await open()).publish(await pack(1), noteOf(1));
    expect(lines.join('\n')).toContain('Thawing');
  });

  it('with SnapStart is ready when its snapshot is', async () => {
    const { aws, open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { versionPolls: 2 });
    const SnapStart = { ApplyOn: 'PublishedVersions' } as const;
    await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName, SnapStart }));
    expect((await (await open()).publish(await pack(1), noteOf(1))).version.status).toBe('ready');
    const { functions } = sandbox.state('aws-lambda') as { functions: Record<string, { versions: unknown[] }> };
    expect(functions['eu-west-1/sample']?.versions).toMatchObject([{ SnapStart: { OptimizationStatus: 'On' } }]);
  });
});
