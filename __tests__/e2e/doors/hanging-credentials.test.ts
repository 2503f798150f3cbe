import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Place, runAction, startSandboxFor } from '../../support/run-dist.js';
import { type StuckServer, silentServer } from '../../support/stuck-server.js';

let place: Place;
let stuck: StuckServer;
beforeEach(async () => {
  [place, stuck] = await Promise.all([startSandboxFor('aws-lambda'), silentServer()]);
  await place.write({ token: 'a.b.c' });
});
afterEach(() => Promise.all([place.close(), stuck.close()]));

test('a service for credentials that never answers ends with the run, and so does the process', async () => {
  const started = performance.now();
  const { code, log } = await runAction({
    inputs: {
      operation: 'list',
      provider: 'aws-lambda',
      function: 'shop',
      region: 'eu-central-1',
      endpoint: place.sandbox.url,
      timeout: '1s',
    },
    env: {
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/deploy',
      AWS_WEB_IDENTITY_TOKEN_FILE: path.join(place.cwd, 'token'),
      AWS_ENDPOINT_URL_STS: stuck.url,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    cwd: place.cwd,
  });
  expect(code).toBe(1);
  expect(log).toContain('The run took longer than its `timeout` of 1 s.');
  expect(stuck.requests()).not.toEqual([]);
  // The run, its last look at what is live, and the moment after which nothing is waited for.
  expect(performance.now() - started).toBeLessThan(10_000);
});
