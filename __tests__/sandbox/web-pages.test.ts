import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { RunningSandbox } from '../../src/sandbox/kit/server.js';
import { startAll } from '../../src/sandbox/start.js';

// What a browser sends for a page that was loaded from elsewhere, or under a name that leads here.

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await startAll({ scale: 0 });
});
afterEach(() => sandbox.close());

const ask = (path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<number>((resolve, reject) => {
    const { port } = sandbox;
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end();
  });

const PATHS = ['/_sandbox/health', '/_sandbox/state/invoke', '/api/functions', '/2015-03-31/functions/', '/invoke/x/'];

test.each(PATHS)('%s is not there under a foreign name', async (path) => {
  for (const host of ['evil.example', `evil.example:${sandbox.port}`, '127.0.0.1:1', '127.0.0.1']) {
    expect([host, await ask(path, { host })]).toEqual([host, 421]);
  }
});

test.each(PATHS)('%s is not there for a page of another origin', async (path) => {
  const host = `127.0.0.1:${sandbox.port}`;
  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1', `http://localhost:${sandbox.port}`]) {
    expect([origin, await ask(path, { host, origin }, 'POST')]).toEqual([origin, 403]);
  }
  for (const site of ['cross-site', 'same-site']) {
    expect([site, await ask(path, { host, 'sec-fetch-site': site })]).toEqual([site, 403]);
  }
});

test('its own names, and what a person types into a browser, are served', async () => {
  const { port } = sandbox;
  for (const name of ['127.0.0.1', 'localhost', '[::1]', 'bucket.localhost']) {
    expect([name, await ask('/_sandbox/health', { host: `${name}:${port}`, 'sec-fetch-site': 'none' })]).toEqual([
      name,
      200,
    ]);
  }
  const own = { host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' };
  expect(await ask('/_sandbox/health', own)).toBe(200);
});

test('a path that cannot be decoded is answered, and ends nothing', async () => {
  const host = `127.0.0.1:${sandbox.port}`;
  expect(await ask('/_sandbox/%E0%A4%A', { host })).toBe(400);
  for (const path of ['/%E0%A4%A', '/api/functions/%E0%A4%A', '/2023-03-30/functions/%E0%A4%A', '/invoke/%E0%A4%A/']) {
    expect(await ask(path, { host })).toBeGreaterThanOrEqual(400);
  }
  expect(await ask('/_sandbox/health', { host })).toBe(200);
});
