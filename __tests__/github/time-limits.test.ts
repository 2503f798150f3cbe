import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { silentLog } from '../../src/core/log.js';
import { newReceipt } from '../../src/core/receipt.js';
import { githubForge } from '../../src/github/index.js';
import { drippingServer, type StuckServer, silentServer } from '../support/stuck-server.js';

let server: StuckServer;
// The client takes longer to load than the limits of these tests.
beforeAll(() => import('@actions/github'));
afterEach(() => server.close());

const receipt = newReceipt({ operation: 'deploy', provider: 'invoke', function: 'api', alias: 'live' }, new Date(0));

const forge = (limits: { requestMs: number; workMs: number }) =>
  githubForge({
    env: { GITHUB_API_URL: server.url, GITHUB_REPOSITORY: 'octo/shop' },
    token: 't0ken',
    log: silentLog,
    save: () => undefined,
    limits,
  });

test('a server that accepts and never answers is given up', async () => {
  server = await silentServer();
  const asked = forge({ requestMs: 300, workMs: 5_000 }).openDeployment?.('production', receipt, { stable: '7' });
  await expect(asked).rejects.toMatchObject({
    kind: 'network',
    message: 'GitHub did not answer, so no deployment was recorded: it took longer than 0.3 s.',
  });
  expect(server.requests()).toEqual(['POST /repos/octo/shop/deployments HTTP/1.1']);
});

test('a server that drips its answer is given up too, and half an answer is none', async () => {
  server = await drippingServer();
  const asked = forge({ requestMs: 100, workMs: 5_000 }).lastDeployed?.('production', receipt);
  await expect(asked).rejects.toMatchObject({
    kind: 'network',
    message: expect.stringContaining('it took longer than 0.1 s'),
  });
});

test('a read that hangs is asked again, within one limit for all its requests', async () => {
  server = await silentServer();
  const started = performance.now();
  await expect(forge({ requestMs: 60, workMs: 150 }).lastDeployed?.('production', receipt)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^GitHub did not answer, so what was live before .*: it took longer than 0\.15 s\.$/,
    ),
  });
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('whoever asks can end it earlier', async () => {
  server = await silentServer();
  const started = performance.now();
  const { ancestry } = forge({ requestMs: 20_000, workMs: 20_000 });
  expect(await ancestry?.('aaaaaaaaaaaa', 'bbbbbbbbbbbb', AbortSignal.timeout(60))).toBe('unknown');
  expect(performance.now() - started).toBeLessThan(1_000);
});

test('a list that gives the same page again and again is an error', async () => {
  const pages = createServer((request, response) => {
    const next = `http://${request.headers.host}/repos/octo/shop/deployments?page=2`;
    response.writeHead(200, { 'content-type': 'application/json', link: `<${next}>; rel="next"` }).end('[]');
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  server = { url, requests: () => [], close: async () => void pages.close() };
  const asked = forge({ requestMs: 5_000, workMs: 5_000 }).lastDeployed?.('production', receipt);
  await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('again and again') });
  pages.closeAllConnections();
});
