import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/core/clock.js';
import { callFunction } from '../../src/core/http/call-function.js';
import { type Log, silentLog } from '../../src/core/log.js';
import { redactor } from '../../src/core/redact.js';
import type { RolloutRequest } from '../../src/core/request.js';
import { parseExpectations } from '../../src/rollout/expectations.js';
import { answerExcerpt, prober } from '../../src/rollout/probe.js';
import { memory } from '../support/memory.js';
import { request } from '../support/operate.js';

interface Seen {
  method?: string;
  url?: string;
  type?: string;
  body: string;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server on loopback; returns its origin and what it saw. */
async function serve(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method, url: request.url, type: request.headers['content-type'], body });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function at(
  probeUrl: string | undefined,
  probe: Partial<RolloutRequest['probe']> = {},
  signal?: AbortSignal,
  log?: Log,
) {
  const { probe: standard, alias } = request();
  const asked = { ...standard, url: probeUrl, interval: 1000, ...probe };
  const world = memory({ can: { invoke: probeUrl === undefined } });
  world.seed(2);
  world.move('live', { stable: '2' });
  return prober({ probe: asked, alias }, { provider: world.open(), clock: systemClock, signal, log });
}

describe('a probe by URL', () => {
  it('is a GET, and whatever is live answers', async () => {
    const { origin, seen } = await serve((response) => response.end('ok'));
    const probing = at(`${origin}/health?key=s3cret`);
    expect(await probing?.live?.()).toMatchObject({ sample: { ok: true } });
    expect(seen).toEqual([{ method: 'GET', url: '/health?key=s3cret', type: undefined, body: '' }]);
    expect([probing?.byNumber, probing?.what]).toEqual([undefined, `GET ${origin}/health`]);
  });

  it('with a payload is a POST of it', async () => {
    const { origin, seen } = await serve((response) => response.end('ok'));
    await at(origin, { payload: '{"ping":1}' })?.live?.();
    await at(origin, { payload: 'ping' })?.live?.();
    expect(seen).toEqual([
      { method: 'POST', url: '/', type: 'application/json', body: '{"ping":1}' },
      { method: 'POST', url: '/', type: 'text/plain; charset=utf-8', body: 'ping' },
    ]);
  });

  it('names the version where the URL has a place for it', async () => {
    const { origin, seen } = await serve((response) => response.end('ok'));
    const probing = at(`${origin}/v{version}/health`);
    await probing?.byNumber?.('7');
    expect([probing?.live, seen[0]?.url]).toEqual([undefined, '/v7/health']);
  });

  it('says what was wrong, and what the answer said', async () => {
    const { origin } = await serve((response) => response.writeHead(500).end('Cannot find module "pg"'));
    expect(await at(origin)?.live?.()).toMatchObject({
      sample: { ok: false },
      why: 'status 500; it said: Cannot find module "pg"',
    });
  });

  it('takes a redirect for an answer, and does not follow it', async () => {
    const { origin, seen } = await serve((response) => response.writeHead(302, { location: '/elsewhere' }).end());
    expect(await at(origin, { expect: parseExpectations('status=302') })?.live?.()).toMatchObject({
      sample: { ok: true },
    });
    expect(seen).toHaveLength(1);
  });

  it('holds too many requests against nobody', async () => {
    const { origin } = await serve((response) => response.writeHead(429).end());
    expect(await at(origin)?.live?.()).toEqual({ inconclusive: 'status 429: too many requests' });
  });

  it('fails when nobody answers', async () => {
    const { origin } = await serve(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    expect(await at(origin)?.live?.()).toMatchObject({
      sample: { ok: false },
      why: 'no answer came (ECONNREFUSED)',
    });
  });

  it('fails when the connection is cut', async () => {
    const { origin } = await serve((_, request) => request.socket.destroy());
    expect(await at(origin)?.live?.()).toMatchObject({ sample: { ok: false } });
  });

  it('gives up on an answer that does not come', async () => {
    const { origin } = await serve(() => undefined);
    expect(await callFunction({ url: origin, timeoutMs: 50, clock: systemClock })).toMatchObject({
      status: 0,
      error: 'within 0.05 s',
    });
  });

  it('reads only the beginning of an endless answer', async () => {
    const { origin } = await serve((response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect((await callFunction({ url: origin, timeoutMs: 20_000, clock: systemClock })).body).toHaveLength(256 * 1024);
  });

  it('stops when the run is told to', async () => {
    const stop = new AbortController();
    const { origin } = await serve(() => stop.abort());
    await expect(at(origin, {}, stop.signal)?.live?.()).rejects.toMatchObject({ kind: 'interrupted' });
  });
});

describe('what is masked', () => {
  const secret = 'line one\nhunter2 line two';
  const { log } = redactor(silentLog);
  log.mask(secret);

  it.each([`${'w '.repeat(110)}${secret}`, `it has ${secret}`])('shows no part in an excerpt', async (body) => {
    const { origin } = await serve((response) => response.writeHead(500).end(body));
    const said = JSON.stringify(await at(origin, {}, undefined, log)?.live?.());
    expect(said).toContain('***');
    expect(said).not.toMatch(/line one|hunter2/);
  });
});

describe('a probe by number', () => {
  it('runs the version with the payload', async () => {
    const probing = at(undefined, { payload: '{}', expect: parseExpectations('json.version=2') });
    expect(await probing?.byNumber?.('2')).toMatchObject({ sample: { ok: true } });
    expect(await probing?.byNumber?.('1')).toMatchObject({ sample: { ok: false } });
  });

  it('calls the alias, too, and says which version has answered', async () => {
    const probing = at(undefined, { payload: '{}' });
    expect(await probing?.live?.()).toMatchObject({ sample: { ok: true }, version: '2' });
    expect(probing?.what).toBe('run by number and by the alias live');
  });

  it('says nothing about a version when the vendor refuses', async () => {
    expect(await at(undefined, { payload: '{}' })?.byNumber?.('9')).toEqual({
      inconclusive: 'Version 9 does not exist',
    });
  });

  it('is not sent when nobody asked', () => {
    expect(at(undefined)).toBeUndefined();
  });
});

describe('the excerpt of an answer', () => {
  it.each([
    ['{"token":"x"}', '{"token":"***"}'],
    ['Authorization: Basic x', 'Authorization: Basic ***'],
    [`key ${'a1'.repeat(20)}`, 'key ***'],
    ['SESSION_TABLE is not set', 'SESSION_TABLE is not set'],
  ])('keeps the sentence and not the secret: %s', (body, shown) => {
    expect(answerExcerpt(body)).toBe(`; it said: ${shown}`);
  });

  it('is one line, and short', () => {
    expect(answerExcerpt('')).toBe('');
    expect(answerExcerpt('one\r\n two')).toBe('; it said: one two');
    expect(answerExcerpt('word '.repeat(100)).length).toBeLessThan(260);
  });
});
