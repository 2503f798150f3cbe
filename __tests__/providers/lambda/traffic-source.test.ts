import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAliasCommand, InvokeCommand, LambdaClient, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { expect, it } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.js';
import { KEYS } from '../../../src/providers/lambda/sandbox/signature.js';
import { makePackage } from '../../support/package.js';
import { onBench, refusal } from './bench.js';

const on = onBench();
const ALIAS = 'live';
const code = (body: string) => ({ 'index.mjs': `export const handler = async (event) => { ${body} };\n` });

/** Two versions behind one alias, and how time goes: `minutes` later than now. */
async function twoVersions() {
  const provider = await on().open();
  const dir = await mkdtemp(join(tmpdir(), 'vd-traffic-'));
  const publish = async (body: string) =>
    (await provider.publish(await makePackage(code(body), dir), 'vd1')).version.id;
  const stable = await publish('return { ok: 1 }');
  const candidate = await publish("if (event.bad) throw new Error('no'); return { statusCode: 500 }");
  await provider.point(ALIAS, { stable, canary: { version: candidate, percent: 50 } }, {});
  const call = (payload: object) =>
    on().aws.send(new InvokeCommand({ FunctionName: 'sample', Qualifier: ALIAS, Payload: JSON.stringify(payload) }));
  const later = async (minutes: number, limitMs?: number) => {
    const clock = { ...systemClock, now: () => Date.now() + minutes * 60_000 };
    const opened = await on().open({}, { clock, deadline: Date.now() + 3_600_000 });
    return opened.trafficSource?.({ alias: ALIAS, stable, candidate, ...(limitMs !== undefined && { limitMs }) });
  };
  return { stable, candidate, call, later };
}

const minuteOf = (ms: number) => Math.floor(ms / 60_000) * 60_000;

it('counts calls and errors of both versions in the same minutes, in one request', async () => {
  const { call, later } = await twoVersions();
  const from = minuteOf(Date.now());
  for (const payload of [{}, {}, { bad: 1 }, { bad: 1 }, {}, {}]) await call(payload);
  const source = await later(4, 0);
  on().clear();
  const look = await source?.look(from, Date.now());
  expect(on().sandbox.requests()).toHaveLength(1);
  expect(look).toMatchObject({
    complete: true,
    stable: { calls: 3, errors: 0, over: 3 },
    candidate: { calls: 3, errors: 1 },
  });
  expect(look?.stable?.p99).toBeGreaterThan(0);
  expect(source?.name).toBe('CloudWatch');
  // What was seen is not asked for again, and an answer with statusCode 500 is no error of Lambda's.
  expect(await source?.look(look?.to ?? 0, look?.to ?? 0)).toEqual({ from: look?.to, to: look?.to, complete: true });
});

it('leaves out the calls of a function of the same name in another region', async () => {
  const { later } = await twoVersions();
  const from = minuteOf(Date.now());
  const elsewhere = { endpoint: on().sandbox.url, region: 'us-east-1', credentials: KEYS };
  const aws = new LambdaClient(elsewhere);
  const { Version } = await aws.send(new PublishVersionCommand({ FunctionName: 'sample' }));
  await aws.send(new CreateAliasCommand({ FunctionName: 'sample', Name: ALIAS, FunctionVersion: Version }));
  await aws.send(new InvokeCommand({ FunctionName: 'sample', Qualifier: ALIAS }));
  const look = await (await later(4))?.look(from, Date.now());
  expect([look?.stable, look?.candidate, look?.complete]).toEqual([undefined, undefined, true]);
});

it('waits for minutes that are still to come, and sends nothing meanwhile', async () => {
  const { call, later } = await twoVersions();
  const from = minuteOf(Date.now());
  await call({});
  const source = await later(1);
  on().clear();
  expect(await source?.look(from, Date.now())).toEqual({ from, to: from, complete: false });
  expect(on().sandbox.requests()).toEqual([]);
});

it('that nobody calls brings no counts', async () => {
  const { later } = await twoVersions();
  const from = minuteOf(Date.now());
  const look = await (await later(4))?.look(from, Date.now());
  expect([look?.stable, look?.candidate, look?.complete]).toEqual([undefined, undefined, true]);
});

it('says so where the alias is called, and no version is told', async () => {
  const { later } = await twoVersions();
  const from = minuteOf(Date.now());
  const source = await later(4);
  const series = (Id: string, Values: number[]) => ({ Id, Timestamps: Values.map(() => from / 1000), Values });
  const body = { MetricDataResults: [series('alias', [7]), series('stable_calls', [])], Messages: [] };
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  on().sandbox.fault({ kind: 'answer', answer: { status: 200, headers, body } });
  await source?.look(from, Date.now());
  expect(on().lines.join('\n')).toContain('CloudWatch counts 7 calls by the alias live');
});

it('that may not be read names the action in one line', async () => {
  const { later } = await twoVersions();
  const source = await later(4);
  const body = { __type: 'com.amazonaws.cloudwatch#AccessDenied', message: 'User is not authorized' };
  on().sandbox.fault({ kind: 'answer', answer: { status: 403, body } });
  expect(await refusal(source?.look(minuteOf(Date.now()), Date.now()) as Promise<unknown>)).toMatchObject({
    kind: 'input',
    next: 'Give the role of this job the action cloudwatch:GetMetricData, or leave `metrics` out.',
  });
});
