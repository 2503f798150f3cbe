import { expect, it } from '@jest/globals';
import { crc64 } from '../../../src/providers/fc/sandbox/crc64.js';
import { SANDBOX_STS_KEYS } from '../../../src/providers/fc/sandbox/signature.js';
import { startAll } from '../../../src/sandbox/start.js';
import { type FcTestContext, forBothGenerations } from './both-generations.js';
import { sdk2, sdk3 } from './sdk.js';
import { refusal } from './test-setup.js';

it('computes CRC-64 as XZ does', () => {
  expect(['', '123456789', 'hello world'].map((text) => crc64(Buffer.from(text)))).toEqual([
    '0',
    '11051210869376104954',
    '5981764153023615706',
  ]);
});

/** Takes a request that was right, changes it, and sends it to a sandbox by hand. Returns the last answer. */
async function replay(
  { name }: FcTestContext,
  change: (headers: Record<string, string>) => void,
  path?: string,
  times = 1,
) {
  // The log redacts what is secret, so a listener in between keeps the request as it was.
  const { createServer } = await import('node:http');
  let caught: { url: string; headers: Record<string, string> } | undefined;
  const server = createServer((message, response) => {
    caught = { url: message.url ?? '', headers: message.headers as Record<string, string> };
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const sdk = name === 'alibaba-fc3' ? sdk3(port) : sdk2(port);
  await sdk.call('getAlias', name === 'alibaba-fc3' ? 'sample' : 'demo', 'live');
  await new Promise((resolve) => server.close(resolve));
  if (!caught) throw new Error('nothing was caught');
  // The host is signed, and a sandbox answers to its own name only: so one is started where the listener was.
  const sandbox = await startAll({ providers: [name], port, scale: 0 });
  const headers = { ...caught.headers };
  change(headers);
  const answers: { status: number; code: string }[] = [];
  for (let sent = 0; sent < times; sent++) answers.push(await sendTo(sandbox.port, path ?? caught.url, headers));
  await sandbox.close();
  return answers.at(-1);
}

async function sendTo(port: number, path: string, headers: Record<string, string>) {
  const { request } = await import('node:http');
  return new Promise<{ status: number; code: string }>((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, headers }, async (response) => {
      const { json } = await import('node:stream/consumers');
      const body = (await json(response)) as { Code?: string; ErrorCode?: string };
      resolve({ status: response.statusCode ?? 0, code: body.Code ?? body.ErrorCode ?? '' });
    });
    sent.on('error', reject).end();
  });
}

forBothGenerations('signatures', (on) => {
  it('are accepted as the official SDK makes them', async () => {
    expect(await replay(on(), () => undefined)).toEqual({ status: 404, code: 'AliasNotFound' });
  });

  it('are refused for another path', async () => {
    const path =
      on().name === 'alibaba-fc3'
        ? '/2023-03-30/functions/sample/aliases/other'
        : '/2021-04-06/services/demo/aliases/other';
    expect(await replay(on(), () => undefined, path)).toEqual({ status: 403, code: 'SignatureNotMatch' });
  });

  const changes: [string, (headers: Record<string, string>) => void, string][] = [
    [
      'a changed nonce',
      (headers) => {
        headers['x-acs-signature-nonce'] += 'x';
      },
      'SignatureNotMatch',
    ],
    [
      'a header that is not signed',
      (headers) => {
        headers['x-acs-extra'] = '1';
      },
      'SignatureNotMatch',
    ],
    [
      'no signature',
      (headers) => {
        delete headers.authorization;
      },
      'SignatureNotMatch',
    ],
    [
      'an unknown key',
      (headers) => {
        headers.authorization = headers.authorization?.replace('=sandbox', '=nobody') ?? '';
      },
      'InvalidAccessKeyID',
    ],
    [
      'no date',
      (headers) => {
        delete headers['x-acs-date'];
      },
      'MissingRequiredHeader',
    ],
    [
      'an old date',
      (headers) => {
        headers['x-acs-date'] = '2020-01-01T00:00:00Z';
      },
      'InvalidTimeStamp.Expired',
    ],
    [
      'another operation',
      (headers) => {
        headers['x-acs-action'] = 'DeleteAlias';
      },
      'InvalidArgument',
    ],
    [
      'another API',
      (headers) => {
        headers['x-acs-version'] = '2016-08-15';
      },
      'InvalidArgument',
    ],
    [
      'another body',
      (headers) => {
        headers['x-acs-content-sha256'] = '0'.repeat(64);
      },
      'SignatureNotMatch',
    ],
  ];
  for (const [what, change, code] of changes) {
    it(`are refused with ${what}`, async () => expect((await replay(on(), change))?.code).toBe(code));
  }

  it('are good for one request', async () => {
    const again = await replay(on(), () => undefined, undefined, 2);
    expect(again?.code).toBe('SignatureNonceUsed');
  });

  it('with temporary keys need their token', async () => {
    const { open } = on();
    const env = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: SANDBOX_STS_KEYS.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: SANDBOX_STS_KEYS.accessKeySecret,
    };
    const right = await open({ env: { ...env, ALIBABA_CLOUD_SECURITY_TOKEN: SANDBOX_STS_KEYS.securityToken } });
    expect(await right.alias('live')).toBeUndefined();
    const wrong = await open({ env: { ...env, ALIBABA_CLOUD_SECURITY_TOKEN: 'expired' } });
    const error = await refusal(wrong.alias('live'));
    expect([error.code, error.next]).toEqual(['InvalidSecurityToken', expect.stringContaining('temporary keys end')]);
  });

  it('with a wrong secret say what to look at, and never show it', async () => {
    const { open } = on();
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'sandbox', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'geheim' };
    const error = await refusal((await open({ env })).alias('live'));
    expect([error.code, error.next]).toEqual(['SignatureNotMatch', expect.stringContaining('secret')]);
    expect(error.message).not.toContain('geheim');
  });
});
