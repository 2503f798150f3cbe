import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../src/core/clock.js';
import { noForge } from '../../src/core/forge.js';
import { silentLog } from '../../src/core/log.js';
import type { Receipt } from '../../src/core/model.js';
import { newReceipt } from '../../src/core/receipt.js';
import { runOperation } from '../../src/core/run-operation.js';
import { readRequest } from '../../src/inputs/read-request.js';
import { operations } from '../../src/operations/index.js';
import { providerOf } from '../../src/providers/index.js';
import { onBench, REGION } from '../providers/lambda/bench.js';

const on = onBench();
beforeEach(async () => {
  await ship({ switch: 'true' }, 'one');
});

/** Two minutes take three seconds. */
const TIMES = 40;
function fastClock(): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * TIMES,
    sleep: (ms, signal) => systemClock.sleep(ms / TIMES, signal),
    after: (ms, then) => systemClock.after(ms / TIMES, then),
  };
}

async function ship(asked: Record<string, string>, word = 'two') {
  const where = {
    provider: 'aws-lambda',
    function: 'sample',
    alias: 'live',
    region: REGION,
    endpoint: on().sandbox.url,
  };
  const request = await readRequest({ ...where, operation: 'deploy', path: 'build', timeout: '2m', ...asked });
  const { operation, provider, function: name, alias } = request;
  const receipt = newReceipt({ operation, provider, function: name, alias }, new Date());
  const clock = fastClock();
  await runOperation(
    request,
    {
      operation: operations.deploy,
      entry: providerOf('aws-lambda'),
      pack: () => on().pack(word),
      workflowRun: { runId: '7' },
      ...{ clock, log: silentLog, forge: noForge, env: {} },
    },
    receipt,
  );
  return receipt;
}

function expectBack({ error, rollout, after, ms }: Receipt) {
  expect(error).toMatchObject({ kind: 'timeout', message: expect.stringContaining('`timeout` of 120 s') });
  expect(rollout?.end).toBe('rolled-back');
  expect(after).toEqual({ stable: '1' });
  expect(ms).toBeGreaterThan(120_000);
  expect(ms).toBeLessThan(200_000);
}

test('a probe that hangs while the rollout is watched', async () => {
  const server = createServer((_, response) => {
    if (
      !on()
        .sandbox.requests()
        .some(({ method, path }) => method === 'PUT' && path.includes('/aliases/'))
    )
      response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  on().clear();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{version}`;
  const receipt = await ship({ rollout: '10:2s,100', 'probe.url': url, 'probe.interval': '100ms' });
  server.closeAllConnections();
  server.close();
  expectBack(receipt);
});

test('alarms that hang while the rollout is watched', async () => {
  on().sandbox.set('aws-lambda', { alarms: { errors: 'OK' } });
  on().sandbox.fault({ method: 'POST', path: '^/$', skip: 2, kind: 'delay', ms: 60_000, times: 99 });
  const receipt = await ship({ rollout: '10:2s,100', 'metrics.alarms': 'errors' });
  expectBack(receipt);
});

test('a move whose answer never comes', async () => {
  on().sandbox.fault({ method: 'PUT', path: '/aliases/live$', kind: 'delay', ms: 60_000, times: 1 });
  const receipt = await ship({ rollout: '10:2s,100', 'gate.unchecked': 'true' });
  expectBack(receipt);
});
