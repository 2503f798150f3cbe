import { readFile } from 'node:fs/promises';
import {
  DeleteAliasCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.js';
import { noteOf, onBench, refusal } from './bench.js';

const on = onBench();
const FunctionName = 'sample';

describe('someone else', () => {
  it('who uploads between our upload and our publish is seen, and nothing is published', async () => {
    const { aws, open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { updatePolls: 3 });
    const ZipFile = await readFile((await pack('theirs')).file);
    let done = false;
    // While our update is waited for, they try until they are let in.
    const sleep = async () => {
      if (done) return;
      const send = () => aws.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
      await send().then(
        () => (done = true),
        () => undefined,
      );
    };
    const provider = await open({}, { clock: { ...systemClock, sleep } });
    const { kind, message } = await refusal(provider.publish(await pack(1), noteOf(1)));
    expect([kind, message]).toEqual(['conflict', expect.stringMatching(/Someone else uploaded code to "sample"/)]);
    expect(sandbox.requests().filter(({ path, status }) => path.endsWith('/versions') && status === 201)).toEqual([]);
  });

  it('who publishes other code after it was settled is refused by the hash', async () => {
    const { open, pack, sandbox } = on();
    const body = { message: 'CodeSHA256 (a) is different from current CodeSHA256 in $LATEST (b). Please try again.' };
    const headers = { 'x-amzn-errortype': 'InvalidParameterValueException' };
    sandbox.fault({ method: 'POST', path: '/versions$', kind: 'answer', answer: { status: 400, headers, body } });
    expect(await refusal((await open()).publish(await pack(1), noteOf(1)))).toMatchObject({ kind: 'conflict' });
  });

  it('who changes the configuration alone does not stop us', async () => {
    const { aws, open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { updatePolls: 0 });
    const provider = await open();
    await provider.findPublished(await pack(1), undefined);
    await aws.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7 }));
    expect((await provider.publish(await pack(1), noteOf(1))).version.id).toBe('1');
  });

  it('who uploaded since we looked is not overwritten unseen', async () => {
    const { aws, open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { updatePolls: 0 });
    const provider = await open();
    await provider.findPublished(await pack(1), undefined);
    const ZipFile = await readFile((await pack('theirs')).file);
    await aws.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    expect(await refusal(provider.publish(await pack(1), noteOf(1)))).toMatchObject({ kind: 'conflict' });
  });

  it('who deleted the alias is told of, and nothing is moved', async () => {
    const { aws, open, publish } = on();
    const [first = '', second = ''] = await publish(2);
    const provider = await open();
    const expected = await provider.point('live', { stable: first }, {});
    await aws.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
    expect(await refusal(provider.point('live', { stable: second }, { expected }))).toMatchObject({
      kind: 'conflict',
      message: 'Alias live of "sample" was deleted while this run worked.',
    });
  });

  it('who moved the alias is named with what is live now', async () => {
    const { aws, open, publish } = on();
    const [first = '', second = ''] = await publish(2);
    const provider = await open();
    const expected = await provider.point('live', { stable: first }, {});
    await aws.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: second }));
    const { kind, message } = await refusal(provider.point('live', { stable: first }, { expected }));
    expect([kind, message]).toEqual(['conflict', 'Someone else moved live of "sample": it points at version 2 now.']);
  });
});
