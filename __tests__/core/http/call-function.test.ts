import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.js';
import { callFunction } from '../../../src/core/http/call-function.js';
import { startProxy, startTlsFront, type TestProxy } from '../../support/proxy.js';
import { drippingServer } from '../../support/stuck-server.js';

const env = { ...process.env };
const server = createServer((request, response) => {
  response.end(JSON.stringify({ agent: request.headers['user-agent'], accept: request.headers.accept }));
});
let port: number;
let front: Awaited<ReturnType<typeof startTlsFront>>;
let proxy: TestProxy;
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  front = await startTlsFront(port);
  proxy = await startProxy(front.port);
  process.env.HTTPS_PROXY = proxy.url;
  process.env.HTTP_PROXY = proxy.url;
});
afterEach(async () => {
  process.env = { ...env };
  server.closeAllConnections();
  server.close();
  await Promise.all([proxy.close(), front.close()]);
});

const call = (url: string, timeoutMs = 5_000) => callFunction({ url, timeoutMs, clock: systemClock });

test('a function on this machine is called directly, under our name', async () => {
  expect(JSON.parse((await call(`http://127.0.0.1:${port}/`)).body)).toEqual({
    agent: 'versioned-deploy',
    accept: '*/*',
  });
  expect(proxy.tunnels()).toEqual([]);
});

test('one behind the runner’s proxy is called through it', async () => {
  // The certificate is nobody's, so the answer is not believed; what counts is the way there.
  expect(await call('https://api.shop.invalid/')).toMatchObject({ status: 0, error: expect.stringMatching(/CERT/) });
  expect(proxy.tunnels()).toEqual(['api.shop.invalid:443']);
});

test('one that drips its answer is given up after its time', async () => {
  const stuck = await drippingServer();
  expect(await call(stuck.url, 200)).toMatchObject({ status: 0, error: 'within 0.2 s' });
  await stuck.close();
});

test.each([
  ['once is asked once more', 1, { status: 200, body: 'ok' }],
  ['each time is the function’s own doing', 2, { status: 0, error: 'ECONNRESET' }],
])('a connection that is reset %s', async (_, resets, answer) => {
  let asked = 0;
  const broken = createServer((request, response) =>
    ++asked <= resets ? void request.socket.resetAndDestroy() : void response.end('ok'),
  );
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
  expect(await call(`http://127.0.0.1:${(broken.address() as AddressInfo).port}/`)).toMatchObject(answer);
  expect(asked).toBe(2);
  broken.close();
});
