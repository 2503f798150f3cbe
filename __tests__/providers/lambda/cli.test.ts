import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { KEYS } from '../../../src/providers/lambda/sandbox/index.js';
import { onBench, REGION } from './bench.js';

const on = onBench();
const run = promisify(execFile);

/** The real CLI; its start takes a second or two. */
const installed = spawnSync('aws', ['--version']).status === 0;
if (!installed) console.warn('Skipped: the aws command is not installed, so the printed commands were not run.');
const withCli = installed ? it : it.skip;

const env = () => ({
  PATH: process.env.PATH,
  HOME: '/nowhere',
  AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
});

async function aws(...words: string[]) {
  const where = ['--endpoint-url', on().sandbox.url, '--region', REGION, '--output', 'json'];
  const { stdout } = await run('aws', [...words, ...where], { env: env() });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

describe('the real aws command', () => {
  withCli('moves the alias back by the line that is printed, pasted into a shell', async () => {
    const { open, publish } = on();
    const [first = '', second = ''] = await publish(2);
    const provider = await open();
    const expected = await provider.point('live', { stable: second }, {});
    await provider.point('live', { stable: second, canary: { version: first, percent: 10 } }, { expected });
    const [command] = provider.command('live', { stable: first });
    await run('sh', ['-c', command?.line ?? ''], { env: env() });
    expect((await (await open()).alias('live'))?.split).toEqual({ stable: first });
  });

  withCli('sets the share of a canary by the line that is printed', async () => {
    const { open, publish } = on();
    const [stable = '', version = ''] = await publish(2);
    const provider = await open();
    await provider.point('live', { stable }, {});
    const rollout = { stable, canary: { version, percent: 12.5 } };
    const [command] = provider.command('live', rollout);
    await run('sh', ['-c', command?.line ?? ''], { env: env() });
    expect((await (await open()).alias('live'))?.split).toEqual(rollout);
  });

  withCli('uploads, waits, publishes, turns pages, runs and deletes', async () => {
    const { pack, sandbox } = on();
    const fn = ['--function-name', 'sample'];
    const { file } = await pack(1);
    await aws('lambda', 'update-function-code', ...fn, '--zip-file', `fileb://${file}`);
    await aws('lambda', 'wait', 'function-updated-v2', ...fn);
    const published = await aws('lambda', 'publish-version', ...fn, '--description', 'by hand');
    expect(published).toMatchObject({ Version: '1', Description: 'by hand' });
    const listed = await aws('lambda', 'list-versions-by-function', ...fn, '--page-size', '1');
    expect(listed.Versions.map(({ Version }: { Version: string }) => Version)).toEqual(['$LATEST', '1']);
    await aws('lambda', 'get-function-configuration', ...fn, '--qualifier', '1');
    await aws('lambda', 'get-function-configuration', ...fn, '--qualifier', '1');
    const dir = await mkdtemp(join(tmpdir(), 'vd-cli-'));
    // From a file, because the first and the second CLI read a payload on the line differently.
    await writeFile(join(dir, 'in.json'), '{}');
    const payload = ['--payload', `fileb://${join(dir, 'in.json')}`];
    await aws('lambda', 'invoke', ...fn, '--qualifier', '1', ...payload, join(dir, 'out.json'));
    expect(JSON.parse(await readFile(join(dir, 'out.json'), 'utf8'))).toEqual({ build: 1, event: {} });
    await rm(dir, { recursive: true });
    await aws('lambda', 'delete-function', ...fn, '--qualifier', '1');
    const { functions } = sandbox.state('aws-lambda') as { functions: Record<string, { versions: unknown[] }> };
    expect(functions['eu-west-1/sample']?.versions).toEqual([]);
  });

  withCli('puts code into the bucket for an update from there', async () => {
    const { pack, sandbox } = on();
    const { file } = await pack(1);
    const s3 = ['--endpoint-url', `${sandbox.url}/_s3`, '--region', REGION];
    await run('aws', ['s3', 'cp', file, 's3://sandbox/by-hand.zip', ...s3], { env: env() });
    const fn = ['--function-name', 'sample', '--s3-bucket', 'sandbox', '--s3-key', 'by-hand.zip'];
    const answer = await aws('lambda', 'update-function-code', ...fn);
    expect(answer.CodeSize).toBe((await readFile(file)).length);
  });
});
