import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AWS_ENV } from '../../support/lambda.js';
import { CERTIFICATE, startProxy, startTlsFront, type TestProxy } from '../../support/proxy.js';
import { type Place, runAction, startSandboxFor } from '../../support/run-dist.js';

let place: Place;
let front: Awaited<ReturnType<typeof startTlsFront>>;
let proxy: TestProxy;
let certificate: string;
beforeEach(async () => {
  place = await startSandboxFor('aws-lambda', 0.01, ['lambda.eu-central-1.amazonaws.com', 'localhost']);
  front = await startTlsFront(Number(new URL(place.sandbox.url).port));
  proxy = await startProxy(front.port);
  certificate = path.join(place.cwd, 'ca.pem');
  await writeFile(certificate, CERTIFICATE);
});
afterEach(async () => {
  await Promise.all([proxy.close(), front.close()]);
  await place.close();
});

const list = (inputs: Record<string, string> = {}, env: Record<string, string> = {}) =>
  runAction({
    inputs: { operation: 'list', provider: 'aws-lambda', function: 'shop', region: 'eu-central-1', ...inputs },
    env: { ...AWS_ENV, NODE_EXTRA_CA_CERTS: certificate, HTTPS_PROXY: proxy.url, ...env },
    cwd: place.cwd,
  });

const API = 'lambda.eu-central-1.amazonaws.com:443';

test('AWS is reached through the proxy that the runner names', async () => {
  const { log } = await list();
  // The sandbox has no such function yet, and says so: it was asked.
  expect(log).toContain('shop');
  expect(place.sandbox.requests().length).toBeGreaterThan(0);
  expect(new Set(proxy.tunnels())).toEqual(new Set([API]));
});

test('what listens on this machine is never reached through it', async () => {
  await list({ endpoint: `https://localhost:${front.port}` });
  expect(place.sandbox.requests().length).toBeGreaterThan(0);
  expect(proxy.tunnels()).toEqual([]);
});

test('a host that NO_PROXY names is not reached through it', async () => {
  await list({ endpoint: 'https://lambda.invalid', timeout: '1s' }, { NO_PROXY: '.invalid' });
  expect(proxy.tunnels()).toEqual([]);
});

test('a proxy that wants other credentials is named, and the password is not', async () => {
  const refusing = await startProxy(front.port, 407);
  const { code, log } = await list({}, { HTTPS_PROXY: refusing.url.replace('//', '//me:s3cret-w0rd@') });
  await refusing.close();
  expect(code).toBe(1);
  expect(log).toContain(`the proxy ${new URL(refusing.url).host} answered 407 when asked for ${API}`);
  expect(log).not.toContain('s3cret-w0rd');
  expect(refusing.tunnels().length).toBeLessThan(5);
});
