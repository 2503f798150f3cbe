import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetAliasCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.js';
import { RETRY_POLICY } from '../../../src/core/http/retry-policy.js';
import { silentLog } from '../../../src/core/log.js';
import { connect } from '../../../src/providers/lambda/client.js';
import { retryStrategy } from '../../../src/providers/lambda/retry-strategy.js';
import { useKeys } from './bench.js';

/** More than the quota of the SDK’s own strategy allows: 500 tokens, of which a repeat takes up to 14. */
const MANY = 60;
/** The house's policy with pauses that a test can wait for. */
const policy = { ...RETRY_POLICY, firstPauseMs: 1, longestPauseMs: 5 };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

interface Reply {
  status: number;
  type?: string;
  body?: string;
}

/** Answers the first `times` requests with `reply`, and all after them with an alias. */
async function answering(times: number, { status, type, body = '{}' }: Reply, port = 0) {
  let requests = 0;
  const made = createServer((request, response) => {
    request.resume();
    requests += 1;
    const alias = { Name: 'live', FunctionVersion: '7' };
    response.setHeader('content-type', 'application/json');
    if (type) response.setHeader('x-amzn-errortype', type);
    response.writeHead(requests <= times ? status : 200).end(requests <= times ? body : JSON.stringify(alias));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(port, '127.0.0.1', resolve));
  return { port: (made.address() as AddressInfo).port, requests: () => requests };
}

async function connectTo(port: number, leftMs = 20_000) {
  useKeys();
  const context = { clock: systemClock, log: silentLog, deadline: Date.now() + leftMs, env: {} };
  const target = { function: 'sample', region: 'eu-central-1', endpoint: `http://127.0.0.1:${port}`, create: {} };
  return connect(target as never, context, policy);
}

const alias = new GetAliasCommand({ FunctionName: 'sample', Name: 'live' });
const invoke = new InvokeCommand({ FunctionName: 'sample', Qualifier: '7' });

describe('nonsense with status 200', () => {
  it.each(['{}', '5', '""', '', 'null', '{"Name":"other","FunctionVersion":"9"}', '{"Name":"live"}'])(
    '%j is not believed, and asked again',
    async (body) => {
      const { port, requests } = await answering(2, { status: 200, body });
      const aws = await connectTo(port);
      const { FunctionVersion } = await aws.ask(alias);
      expect([FunctionVersion, requests()]).toEqual(['7', 3]);
    },
  );

  it('of a server that says nothing else is told in the end', async () => {
    const { port, requests } = await answering(99, { status: 200, body: '{}' });
    const aws = await connectTo(port);
    await expect(aws.ask(alias)).rejects.toMatchObject({
      kind: 'vendor',
      message: 'AWS Lambda answered 200 something that is not its usual answer',
    });
    expect(requests()).toBe(5);
  });
});

describe('a request to AWS is repeated as long as the deadline allows', () => {
  it('while a service is unavailable', async () => {
    const { port, requests } = await answering(MANY, { status: 503 });
    const aws = await connectTo(port);
    expect((await aws.ask(alias)).FunctionVersion).toBe('7');
    expect(requests()).toBe(MANY + 1);
  });

  it('while it is throttled', async () => {
    const { port, requests } = await answering(MANY, { status: 429, type: 'TooManyRequestsException' });
    const aws = await connectTo(port);
    expect((await aws.ask(alias)).FunctionVersion).toBe('7');
    expect(requests()).toBe(MANY + 1);
  });

  it('while connections are refused', async () => {
    const { port } = await answering(0, { status: 200 });
    await new Promise((resolve) => server?.close(resolve));
    const aws = await connectTo(port);
    setTimeout(() => void answering(0, { status: 200 }, port), 1_500);
    expect((await aws.ask(alias)).FunctionVersion).toBe('7');
  });

  it('and no longer: then the last refusal is told', async () => {
    const { port } = await answering(Number.POSITIVE_INFINITY, { status: 503 });
    const started = Date.now();
    await expect((await connectTo(port, 500)).ask(alias)).rejects.toMatchObject({ kind: 'vendor', status: 503 });
    expect(Date.now() - started).toBeLessThan(1_500);
  });

  it('a few times after a page of something else', async () => {
    const { port, requests } = await answering(3, { status: 200, body: '<html>Welcome</html>' });
    expect((await (await connectTo(port)).ask(alias)).FunctionVersion).toBe('7');
    expect(requests()).toBe(4);
  });

  it('but not where that page is all there is', async () => {
    const { port, requests } = await answering(MANY, { status: 200, body: '<html>Welcome</html>' });
    await expect((await connectTo(port)).ask(alias)).rejects.toMatchObject({ kind: 'vendor', status: 200 });
    expect(requests()).toBe(RETRY_POLICY.doubtfulAttempts);
  });

  it('but not after a clear no', async () => {
    const { port, requests } = await answering(MANY, { status: 403, type: 'AccessDeniedException' });
    await expect((await connectTo(port)).ask(alias)).rejects.toMatchObject({ kind: 'vendor', status: 403 });
    expect(requests()).toBe(1);
  });
});

describe('a call of a function', () => {
  it('is tried five times where it is throttled', async () => {
    const { port, requests } = await answering(MANY, { status: 429, type: 'TooManyRequestsException' });
    await expect((await connectTo(port)).call(invoke)).rejects.toMatchObject({ status: 429 });
    expect(requests()).toBe(RETRY_POLICY.doubtfulAttempts);
  });

  it('is not repeated where it may have run', async () => {
    const { port, requests } = await answering(MANY, { status: 502 });
    await expect((await connectTo(port)).call(invoke)).rejects.toMatchObject({ status: 502 });
    expect(requests()).toBe(1);
  });
});

describe('the pause before a repeat', () => {
  const context = (leftMs: number) => ({ clock: systemClock, log: silentLog, deadline: Date.now() + leftMs });
  const throttled = { errorType: 'THROTTLING', error: { name: 'TooManyRequestsException' } } as never;
  const hint = (ms: number) => ({ ...(throttled as object), retryAfterHint: new Date(Date.now() + ms) }) as never;
  const fail = async (leftMs: number, failure: never) => {
    const strategy = retryStrategy(context(leftMs));
    return strategy.refreshRetryTokenForRetry(await strategy.acquireInitialRetryToken(''), failure);
  };

  it('is that of the policy', async () => {
    const token = await fail(60_000, throttled);
    expect(token.getRetryCount()).toBe(1);
    expect(token.getRetryDelay()).toBeGreaterThanOrEqual(150);
    expect(token.getRetryDelay()).toBeLessThanOrEqual(250);
  });

  it('is as long as AWS asks for', async () => {
    expect((await fail(60_000, hint(30_000))).getRetryDelay()).toBeGreaterThan(29_000);
  });

  it('does not reach beyond the deadline', async () => {
    await expect(fail(10_000, hint(30_000))).rejects.toThrow();
  });

  it('comes four times for a host name that does not exist', async () => {
    const strategy = retryStrategy(context(60_000));
    const missing = { errorType: 'TRANSIENT', error: { name: 'Error', code: 'ENOTFOUND' } } as never;
    let token = await strategy.acquireInitialRetryToken('');
    for (let repeat = 1; repeat < RETRY_POLICY.doubtfulAttempts; repeat++) {
      token = await strategy.refreshRetryTokenForRetry(token, missing);
    }
    await expect(strategy.refreshRetryTokenForRetry(token, missing)).rejects.toThrow();
  });
});
