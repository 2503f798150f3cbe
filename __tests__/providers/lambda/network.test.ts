import { describe, expect, it } from '@jest/globals';
import { noteOf, onBench, refusal } from './bench.js';

const on = onBench();

describe('an answer that is lost', () => {
  it('to our upload: the second attempt finds it done', async () => {
    const { open, pack, sandbox } = on();
    sandbox.fault({ method: 'PUT', path: '/code$', kind: 'lose' });
    expect((await (await open()).publish(await pack(1), noteOf(1))).version.id).toBe('1');
  });

  it('to our publish: there is one version, and it is ours', async () => {
    const { open, pack, sandbox } = on();
    sandbox.fault({ method: 'POST', path: '/versions$', kind: 'lose' });
    const { version, created } = await (await open()).publish(await pack(1), noteOf(1));
    expect([version.id, created]).toEqual(['1', true]);
  });

  it('to our move: the refusal of the second attempt is known as our own success', async () => {
    const { open, publish, sandbox } = on();
    const [first = '', second = ''] = await publish(2);
    const provider = await open();
    const expected = await provider.point('live', { stable: first }, { note: 'vd1 live=1' });
    sandbox.fault({ method: 'PUT', path: '/aliases/live$', kind: 'lose' });
    const moved = await provider.point('live', { stable: second }, { expected, note: 'vd1 live=2 prev=1 run=7' });
    expect(moved).toMatchObject({ split: { stable: second }, note: 'vd1 live=2 prev=1 run=7' });
  });

  it('to our first move: the alias that exists is ours', async () => {
    const { open, publish, sandbox } = on();
    const [stable = ''] = await publish(1);
    sandbox.fault({ method: 'POST', path: '/aliases$', kind: 'lose' });
    expect(await (await open()).point('live', { stable }, { note: 'vd1 live=1 run=7' })).toMatchObject({
      split: { stable },
    });
  });
});

it('an answer that is cut is asked for again as often as it takes', async () => {
  const { open, publish, sandbox } = on();
  const [stable = ''] = await publish(1);
  const provider = await open();
  await provider.point('live', { stable }, {});
  const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"FunctionVersion": "1", "Na' };
  sandbox.fault({ method: 'GET', path: '/aliases/live$', times: 5, kind: 'answer', answer });
  expect((await provider.alias('live'))?.split).toEqual({ stable });
});

describe('throttling', () => {
  const throttled = {
    status: 429,
    headers: { 'x-amzn-errortype': 'TooManyRequestsException', 'retry-after': '1' },
    body: { Type: 'User', message: 'Rate exceeded', Reason: 'CallerRateLimitExceeded' },
  };

  it('is waited out, for as long as AWS asks', async () => {
    const { open, sandbox, lines } = on();
    sandbox.fault({ method: 'GET', path: '/aliases/live$', times: 1, kind: 'answer', answer: throttled });
    expect(await (await open()).alias('live')).toBeUndefined();
    const [first, second] = sandbox.requests();
    // A lower bound: no machine is too slow for it.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
    expect(lines).toEqual([
      'AWS Lambda is not ready (HTTP 429); trying again until there is an answer or `timeout` ends.',
    ]);
  });

  it('also of an upload, which is sent again whole', async () => {
    const { open, pack, sandbox, sent } = on();
    const answer = { ...throttled, headers: { ...throttled.headers, 'retry-after': '0' } };
    sandbox.fault({ method: 'PUT', path: '/code$', times: 1, kind: 'answer', answer });
    expect((await (await open()).publish(await pack(1), noteOf(1))).version.id).toBe('1');
    expect(sent().filter((line) => line === 'PUT code')).toHaveLength(2);
  });
});

describe('what is no answer of AWS', () => {
  it('a page of a proxy is named by its status', async () => {
    const { open, sandbox } = on();
    const answer = { status: 407, headers: { 'content-type': 'text/html' }, body: '<html>log in</html>' };
    sandbox.fault({ kind: 'answer', answer });
    expect(await refusal((await open()).alias('live'))).toMatchObject({ kind: 'vendor', status: 407 });
  });

  it('a port where nobody listens is a network error', async () => {
    const { open } = on();
    const provider = await open({ endpoint: 'http://127.0.0.1:9' }, { deadline: Date.now() + 1500 });
    expect(await refusal(provider.alias('live'))).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  it('a run that is told to stop stops at once', async () => {
    const { open, sandbox } = on();
    sandbox.fault({ kind: 'delay', ms: 60_000 });
    const stop = new AbortController();
    const provider = await open({}, { signal: stop.signal });
    const end = refusal(provider.alias('live'));
    stop.abort();
    expect(await end).toMatchObject({ kind: 'interrupted' });
  });
});
