import { readFile } from 'node:fs/promises';
import { CreateAliasCommand, UpdateAliasCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.js';
import type { PublishResult } from '../../../src/core/provider.js';
import { noteOf, onBench, ROLE, refusal } from './bench.js';

const on = onBench();

interface Shown {
  CodeSha256: string;
  Description: string;
}

describe('deploys at the same time', () => {
  it.each([1, 2, 3])('freeze under each number the code whose note it has (round %i)', async (round) => {
    const { open, pack, sandbox } = on();
    sandbox.set('aws-lambda', { updateMs: 0, updatePolls: round, versionPolls: 1 });
    const builds = ['a', 'b', 'c'];
    const packages = await Promise.all(builds.map(pack));
    const ends = await Promise.allSettled(
      builds.map(async (build, index) => {
        const provider = await open({}, { clock: systemClock });
        const pkg = packages[index]!;
        await provider.findPublished(pkg, undefined);
        return provider.publish(pkg, noteOf(build));
      }),
    );
    const done = ends.filter((end): end is PromiseFulfilledResult<PublishResult> => end.status === 'fulfilled');
    expect(done.length).toBeGreaterThanOrEqual(1);
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ kind: 'conflict' });
    const { functions } = sandbox.state('aws-lambda') as { functions: Record<string, { versions: Shown[] }> };
    for (const { CodeSha256, Description } of functions['eu-west-1/sample']?.versions ?? []) {
      const build = builds.findIndex((one) => noteOf(one) === Description);
      expect(Buffer.from(CodeSha256, 'base64').toString('hex')).toBe(packages[build]?.sha256);
    }
  });
});

describe('a run that was cut off', () => {
  it('in the middle of an update goes on where it was, without a second upload', async () => {
    const { open, pack, sandbox, sent, clear } = on();
    sandbox.set('aws-lambda', { updatePolls: 4 });
    const stop = new AbortController();
    const clock = {
      ...systemClock,
      sleep: async () => {
        stop.abort();
      },
    };
    const first = await open({}, { clock, signal: stop.signal });
    expect(await refusal(first.publish(await pack(1), noteOf(1)))).toMatchObject({ kind: 'interrupted' });
    clear();
    const second = await open();
    expect(await second.findPublished(await pack(1), undefined)).toBeUndefined();
    expect(await second.publish(await pack(1), noteOf(2))).toMatchObject({ created: true, uploadedBytes: 0 });
    expect(sent()).not.toContain('PUT code');
  });

  it('between publish and switch finds its version again', async () => {
    const { open, pack, publish } = on();
    const [id = ''] = await publish(1);
    expect(await (await open()).findPublished(await pack(1), undefined)).toMatchObject({ id });
  });
});

describe('an alias at $LATEST', () => {
  it('is read as it is, and never taken for a version', async () => {
    const { aws, open, pack, publish } = on();
    await publish(1);
    const facts = { FunctionName: 'sample', Name: 'live', FunctionVersion: '$LATEST' };
    await aws.send(new CreateAliasCommand(facts));
    const provider = await open();
    const live = await provider.alias('live');
    expect(live?.split).toEqual({ stable: '$LATEST' });
    expect(await provider.findPublished(await pack(1), live)).toMatchObject({ id: '1' });
    expect((await provider.point('live', { stable: '1' }, { expected: live })).split).toEqual({ stable: '1' });
  });

  it('is not moved back to', async () => {
    const { aws, open, publish } = on();
    await publish(1);
    const provider = await open();
    const expected = await provider.point('live', { stable: '1' }, {});
    const { kind } = await refusal(provider.point('live', { stable: '$LATEST' }, { expected }));
    expect(kind).toBe('refused');
    const answer = await aws.send(new UpdateAliasCommand({ FunctionName: 'sample', Name: 'live' }));
    expect(answer.FunctionVersion).toBe('1');
  });
});

describe('code that is in $LATEST by an update that failed', () => {
  it('is sent again, not published', async () => {
    const { aws, open, pack, sandbox, sent, clear } = on();
    sandbox.set('aws-lambda', { failUpdate: true, updatePolls: 0 });
    const pkg = await pack(1);
    await aws.send(new UpdateFunctionCodeCommand({ FunctionName: 'sample', ZipFile: await readFile(pkg.file) }));
    clear();
    const provider = await open();
    expect(await provider.findPublished(pkg, undefined)).toBeUndefined();
    expect(await provider.publish(pkg, noteOf(1))).toMatchObject({ created: true, uploadedBytes: pkg.bytes });
    expect(sent().filter((line) => line === 'PUT code')).toHaveLength(1);
  });
});

describe('a creation whose answer was lost', () => {
  it('is known as our own', async () => {
    const { open, pack, sandbox } = on();
    const create = { function: true, role: ROLE, runtime: 'nodejs22.x', handler: 'index.handler' };
    sandbox.fault({ method: 'POST', path: '/functions$', kind: 'lose' });
    const provider = await open({ function: 'fresh', create });
    expect(await provider.publish(await pack(1), noteOf(1))).toMatchObject({ created: true, version: { id: '1' } });
  });
});
