import { describe, expect, test } from '@jest/globals';
import type { HttpRequest } from '../../../src/core/http/types.js';
import { clientOf, drop, freePort, say, serve, silence } from './server.js';

const READ: HttpRequest = { what: 'list', method: 'GET', path: '/items' };
const text = JSON.stringify({ items: [1] });
const WRITE: HttpRequest = {
  what: 'buy',
  method: 'POST',
  path: '/items',
  body: { type: 'text/plain', bytes: 1, open: () => Buffer.from('1') },
};

describe('as long as the deadline allows', () => {
  test('a read outlasts a server that refuses connections for three seconds', async () => {
    const port = await freePort();
    const { client, lines } = clientOf(`http://127.0.0.1:${port}`);
    setTimeout(() => void serve([say(200, text)], port), 3_000);
    expect((await client.json(READ)).body).toEqual({ items: [1] });
    expect(lines).toEqual([
      'Shop is not ready (ECONNREFUSED); trying again until there is an answer or `timeout` ends.',
    ]);
  });

  test('a write that reached nobody is sent again too', async () => {
    const port = await freePort();
    const { client } = clientOf(`http://127.0.0.1:${port}`);
    setTimeout(() => void serve([say(200, 'ok')], port), 500);
    expect((await client.send(WRITE)).status).toBe(200);
  });

  test.each(['5', '"ok"', 'null', 'true', '', '{}', '{"items":7}'])(
    'a good status with nonsense (%j) is not believed, and asked again',
    async (nonsense) => {
      const { url, requests } = await serve([say(200, nonsense), say(200, text)]);
      const fits = (body: unknown) => Array.isArray((body as { items?: unknown }).items);
      expect((await clientOf(url).client.json({ ...READ, fits })).body).toEqual({ items: [1] });
      expect(requests).toHaveLength(2);
    },
  );

  test('of a write, it is not known whether it took effect', async () => {
    const { url, requests } = await serve([say(200, '{}')]);
    await expect(clientOf(url).client.json({ ...WRITE, fits: () => false })).rejects.toMatchObject({
      kind: 'vendor',
      status: 200,
      message: 'The answer of Shop to buy is not about what was asked (HTTP 200): "{}".',
    });
    expect(requests).toHaveLength(1);
  });

  test('no attempt begins after it, and the last reason is told', async () => {
    const { client } = clientOf(`http://127.0.0.1:${await freePort()}`, { leftMs: 600 });
    const started = Date.now();
    await expect(client.json(READ)).rejects.toMatchObject({
      kind: 'network',
      message: 'No answer from Shop to list (ECONNREFUSED).',
      next: 'Check the URL.',
    });
    expect(Date.now() - started).toBeLessThan(1_200);
  });

  test('a silent server is given up, and asked again', async () => {
    const { url, requests } = await serve([silence, say(200, text)]);
    const { client } = clientOf(url, { policy: { silenceMs: 200 } });
    expect((await client.json(READ)).body).toEqual({ items: [1] });
    expect(requests).toHaveLength(2);
  });

  test('a server that is silent until the deadline is a timeout', async () => {
    const { url } = await serve([silence]);
    const { client } = clientOf(url, { leftMs: 300, policy: { graceMs: 100 } });
    await expect(client.json(READ)).rejects.toMatchObject({
      kind: 'timeout',
      next: expect.stringContaining('`timeout`'),
    });
  });

  test('what the server asks for is waited for', async () => {
    const { url } = await serve([say(429, 'slow', { 'retry-after': '1' }), say(200, text)]);
    const started = Date.now();
    await clientOf(url).client.json(READ);
    expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  });

  test('but not beyond the deadline: then the refusal is told at once', async () => {
    const { url, requests } = await serve([say(503, 'later', { 'retry-after': '3600' })]);
    await expect(clientOf(url).client.json(READ)).rejects.toMatchObject({ status: 503 });
    expect(requests).toHaveLength(1);
  });

  test('a run that is told to stop does not wait', async () => {
    const stop = new AbortController();
    const { url } = await serve([say(503, 'later', { 'retry-after': '30' })]);
    const asked = clientOf(url, { context: { signal: stop.signal } }).client.json(READ);
    setTimeout(() => stop.abort(), 100);
    await expect(asked).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

describe('at once', () => {
  test('a clear refusal ends', async () => {
    const { url, requests } = await serve([say(404, '{"message":"none for s3cret"}')]);
    await expect(clientOf(url).client.json(READ)).rejects.toMatchObject({
      kind: 'vendor',
      status: 404,
      message: 'Shop refused to list: none for *** (HTTP 404).',
    });
    expect(requests).toHaveLength(1);
  });

  test('a write ends whose connection was lost: whether it took effect is not known', async () => {
    const { url, requests } = await serve([drop, say(200, text)]);
    await expect(clientOf(url).client.json(WRITE)).rejects.toMatchObject({
      kind: 'network',
      message: 'No answer from Shop to buy (ECONNRESET). Whether it took effect is not known.',
    });
    expect(requests).toHaveLength(1);
  });
});

describe('a damaged answer', () => {
  test('to a read is asked for again', async () => {
    const { url, requests } = await serve([say(200, text.slice(0, 5)), say(200, text)]);
    expect((await clientOf(url).client.json(READ)).body).toEqual({ items: [1] });
    expect(requests).toHaveLength(2);
  });

  test('that broke off is asked for again', async () => {
    const cut = say(200, text, { 'content-length': '999' });
    const { url } = await serve([
      (...all) => {
        cut(...all);
        setTimeout(() => all[0].socket.destroy(), 50);
      },
      say(200, text),
    ]);
    expect((await clientOf(url).client.json(READ)).body).toEqual({ items: [1] });
  });

  test('to a write is unclear, and not sent again', async () => {
    const { url, requests } = await serve([say(200, '<html>Welcome</html>'), say(200, text)]);
    await expect(clientOf(url).client.json(WRITE)).rejects.toMatchObject({
      status: 200,
      message: 'The answer of Shop to buy is not JSON (HTTP 200): "Welcome".',
    });
    expect(requests).toHaveLength(1);
  });
});

test('an answer that is damaged, or breaks off, is told in words', async () => {
  const cut = say(200, '{"items": [', { 'content-length': '999' });
  for (const [answer, words] of [
    [say(200, '<p>Welcome'), 'not its usual JSON'],
    [say(200, '{"items": ['), 'the answer broke off'],
    [cut, 'the answer broke off'],
  ] as const) {
    const { url } = await serve([answer, say(200, text)]);
    const { client, lines } = clientOf(url);
    expect((await client.json(READ)).body).toEqual({ items: [1] });
    expect(lines.join()).toContain(`Shop is not ready (${words})`);
  }
});

test('an answer that is cut is asked for again as long as the deadline allows', async () => {
  const cut = Array.from({ length: 8 }, () => say(200, '{"items": ['));
  const { url, requests } = await serve([...cut, say(200, text)]);
  expect((await clientOf(url, { policy: { firstPauseMs: 1 } }).client.json(READ)).body).toEqual({ items: [1] });
  expect(requests).toHaveLength(9);
});
