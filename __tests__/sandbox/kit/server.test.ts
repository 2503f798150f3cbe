import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../../src/sandbox/kit/server.js';
import type { CreateSandbox } from '../../../src/sandbox/kit/types.js';

const echo: CreateSandbox = ({ origin }) => {
  let word = 'hello';
  let handled = 0;
  return {
    name: 'echo',
    claims: ({ url }) => url.pathname.startsWith('/echo'),
    async handle({ method, rawUrl, body }) {
      handled++;
      if (rawUrl === '/echo/throw') throw new Error('broken');
      return { status: 200, body: { word, method, rawUrl, bytes: body.length, origin: origin() } };
    },
    state: () => ({ handled }),
    set(settings) {
      if (typeof settings.word !== 'string') throw new Error('There is no such setting.');
      word = settings.word;
    },
    async close() {},
  };
};

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ sandboxes: [echo] });
});
afterEach(() => sandbox.close());

const json = (path: string, init?: RequestInit) => fetch(sandbox.url + path, init).then((answer) => answer.json());

describe('the sandbox server', () => {
  test('hands a request to the sandbox that claims it', async () => {
    expect(await json('/echo/a?b=%20c', { method: 'POST', body: 'four' })).toEqual({
      word: 'hello',
      method: 'POST',
      rawUrl: '/echo/a?b=%20c',
      bytes: 4,
      origin: sandbox.url,
    });
  });

  test('answers 404 to what nobody claims, and 500 to a sandbox that throws, and lives on', async () => {
    expect((await fetch(`${sandbox.url}/other`)).status).toBe(404);
    expect((await fetch(`${sandbox.url}/echo/throw`)).status).toBe(500);
    expect((await fetch(`${sandbox.url}/echo`)).status).toBe(200);
  });

  test('logs requests without their secrets', async () => {
    const headers = {
      authorization: 'Bearer s3cret',
      'x-api-key': 's3cret',
      'content-type': 'application/json',
      a: 'b',
    };
    await json('/echo?api_key=s3cret&x=1', { method: 'POST', headers, body: '{"n":1}' });
    const [line] = sandbox.requests();
    expect(line).toMatchObject({ method: 'POST', path: '/echo?api_key=redacted&x=1', status: 200, requestBytes: 7 });
    expect(line?.json).toEqual({ n: 1 });
    expect(line?.headers).toMatchObject({ authorization: 'redacted', 'x-api-key': 'redacted', a: 'b' });
    expect(JSON.stringify(sandbox.requests())).not.toContain('s3cret');
  });

  test('disturbs the requests it was told to, after skipping some', async () => {
    sandbox.fault({ kind: 'answer', path: '^/echo', skip: 1, times: 2, answer: { status: 503 } });
    const seen: number[] = [];
    for (let n = 0; n < 4; n++) seen.push((await fetch(`${sandbox.url}/echo`)).status);
    expect(seen).toEqual([200, 503, 503, 200]);
  });

  test('drops a request unhandled', async () => {
    sandbox.fault({ kind: 'drop', method: 'POST' });
    await expect(fetch(`${sandbox.url}/echo`, { method: 'POST' })).rejects.toThrow();
    expect(sandbox.state('echo')).toEqual({ handled: 0 });
    expect(sandbox.requests()).toMatchObject([{ status: 0 }]);
  });

  test('loses the answer of a request that was handled', async () => {
    sandbox.fault({ kind: 'lose' });
    await expect(fetch(`${sandbox.url}/echo`, { method: 'POST' })).rejects.toThrow();
    expect(sandbox.state('echo')).toEqual({ handled: 1 });
  });

  test('refuses a fault, a setting or a sandbox that is none', () => {
    expect(() => sandbox.fault({ kind: 'oops' as 'drop' })).toThrow('kind');
    expect(() => sandbox.set('echo', { other: 1 })).toThrow('setting');
    expect(() => sandbox.state('nobody')).toThrow('nobody');
  });
});

describe('the controls over HTTP', () => {
  test('do what the function calls do', async () => {
    expect(await json('/_sandbox/health')).toEqual({ status: 'healthy', sandboxes: ['echo'] });
    await json('/_sandbox/settings/echo', { method: 'PUT', body: '{"word":"bye"}' });
    expect(await json('/echo')).toMatchObject({ word: 'bye' });
    expect(await json('/_sandbox/state/echo')).toEqual({ handled: 1 });
    await json('/_sandbox/faults', { method: 'POST', body: '[{"kind":"answer","answer":{"status":418}}]' });
    expect((await fetch(`${sandbox.url}/echo`)).status).toBe(418);
    expect(await json('/_sandbox/requests')).toMatchObject([{ status: 200 }, { status: 418 }]);
    await json('/_sandbox/requests', { method: 'DELETE' });
    expect(sandbox.requests()).toEqual([]);
  });

  test('say what is wrong', async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/settings/echo`, { method: 'PUT', body: '{"other":1}' });
    expect([answer.status, await answer.json()]).toEqual([400, { message: 'There is no such setting.' }]);
  });

  test('refuse a web page', async () => {
    const headers = { origin: 'https://evil.example' };
    expect((await fetch(`${sandbox.url}/_sandbox/requests`, { headers })).status).toBe(403);
  });
});
