import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { noForge } from '../../src/core/forge.js';
import { silentLog } from '../../src/core/log.js';
import { run } from '../../src/run.js';
import { drippingServer, type StuckServer, silentServer } from '../support/stuck-server.js';

/** A server whose lists have always one more page. `marker` names the page after the one that was asked for. */
async function endlessServer(marker: (request: number) => string): Promise<StuckServer> {
  const lines: string[] = [];
  const server = createServer((request, response) => {
    lines.push(`${request.method} ${request.url}`);
    request.resume();
    const NextMarker = marker(lines.length);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ NextMarker, nextToken: NextMarker }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => lines,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const WHERE: Record<string, (url: string) => Record<string, string>> = {
  'aws-lambda': (endpoint) => ({ function: 'shop', region: 'eu-central-1', endpoint }),
  'alibaba-fc3': (endpoint) => ({ function: 'shop', region: 'eu-central-1', endpoint }),
  invoke: (url) => ({
    function: '@demo/shop',
    'invoke.url': url,
    'invoke.execution-url': url,
    'invoke-api-key': 'k3y-k3y-k3y',
  }),
};

const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_EC2_METADATA_DISABLED: 'true',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'example',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'example',
  ALIBABA_CLOUD_ACCOUNT_ID: '1234567890123456',
};

let server: StuckServer;
let workspace: string;
beforeAll(() => {
  Object.assign(process.env, KEYS);
  workspace = mkdtempSync(join(tmpdir(), 'time-limit-'));
  writeFileSync(join(workspace, 'index.mjs'), 'export const handler = async () => 1;');
});
afterEach(() => server.close());

/** A run with a second to do it in. */
async function within(provider: string, asked: Record<string, string>) {
  const started = performance.now();
  const { receipt } = await run(
    { provider, timeout: '1s', ...WHERE[provider]?.(server.url), ...asked },
    {
      env: { ...KEYS, RUNNER_TEMP: workspace },
      workspace,
      script: process.argv[1] ?? '',
      forge: noForge,
      log: silentLog,
      signal: new AbortController().signal,
      lastLookMs: 200,
    },
  );
  return { receipt, ms: performance.now() - started };
}

describe.each(Object.keys(WHERE))('a run on %s that has a second ends', (provider) => {
  test.each([
    ['never answers', silentServer],
    ['drips its answers', drippingServer],
  ])('where the server %s', async (_, start) => {
    server = await start();
    const { receipt, ms } = await within(provider, { operation: 'list' });
    expect(receipt.error?.kind).toBe('timeout');
    expect(ms).toBeLessThan(4_000);
  });
});

// Invoke gives its lists in one piece.
describe.each(['aws-lambda', 'alibaba-fc3'])('a list on %s', (provider) => {
  test('that has always one more page ends with the run', async () => {
    server = await endlessServer((request) => `page-${request}`);
    const { receipt, ms } = await within(provider, { operation: 'list' });
    expect(receipt.error?.kind).toBe('timeout');
    expect(ms).toBeLessThan(4_000);
  });

  test('that gives a marker twice is an error at once', async () => {
    server = await endlessServer(() => 'the-same');
    const { receipt } = await within(provider, { operation: 'list', timeout: '1m' });
    expect(receipt.error).toMatchObject({ kind: 'vendor', message: expect.stringContaining('again and again') });
    expect(server.requests().length).toBeLessThan(20);
  });
});
