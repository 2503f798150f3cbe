import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetAliasCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { afterEach, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/core/clock.js';
import { RETRY_POLICY } from '../../../src/core/http/retry-policy.js';
import { connect } from '../../../src/providers/lambda/client.js';

const SILENCE_MS = 200;
let close = () => {};
afterEach(() => close());

/** A server that answers, but lets the first request wait for `delayMs`. */
async function serverSilentFor(delayMs: number) {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    requests += 1;
    const answer = () => {
      response.setHeader('content-type', 'application/json');
      response.end('{"Name":"live","FunctionVersion":"7"}');
    };
    if (requests === 1) setTimeout(answer, delayMs).unref();
    else answer();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' };
  Object.assign(process.env, env);
  const log = { info() {}, notice() {}, warning() {}, mask() {} };
  const context = { clock: systemClock, log, deadline: Date.now() + 4_000, env };
  const target = { function: 'sample', region: 'eu-central-1', endpoint };
  const aws = await connect(target as never, context as never, { ...RETRY_POLICY, silenceMs: SILENCE_MS });
  return { aws, requests: () => requests };
}

it('is asked again after the silence that the policy allows, not at the deadline', async () => {
  const { aws, requests } = await serverSilentFor(60_000);
  const alias = await aws.ask(new GetAliasCommand({ FunctionName: 'sample', Name: 'live' }));
  expect([alias.FunctionVersion, requests()]).toEqual(['7', 2]);
});

it('may be silent for longer while a function runs', async () => {
  const { aws, requests } = await serverSilentFor(3 * SILENCE_MS);
  const answer = await aws.call(new InvokeCommand({ FunctionName: 'sample', Qualifier: '7' }));
  expect([answer.StatusCode, requests()]).toEqual([200, 1]);
});
