import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { silentLog } from '../../src/core/log.js';
import type { ProviderName } from '../../src/providers/index.js';
import { providers } from '../../src/providers/index.js';
import { SANDBOX_FUNCTION } from '../../src/providers/invoke/sandbox/state.js';
import type { RunningSandbox } from '../../src/sandbox/kit/server.js';
import { startAll } from '../../src/sandbox/start.js';
import { CREDENTIALS, patienceOf } from '../support/budget.js';
import { type FakeClock, fakeClock } from '../support/clock.js';
import { makePackage } from '../support/package.js';

/** The vendor's waits are ms of one clock that the sandbox and the provider share; nobody sleeps for real. */
let clock: FakeClock;
let started: number;
let sandbox: RunningSandbox;
let dir: string;

beforeEach(async () => {
  // The SDK reads its credentials from the process.
  Object.assign(process.env, CREDENTIALS);
  // Signatures carry the real date.
  started = Date.now();
  clock = fakeClock(started);
  dir = await mkdtemp(path.join(tmpdir(), 'polling-'));
});
afterEach(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

async function provider(name: ProviderName) {
  sandbox = await startAll({ providers: [name], clock });
  const endpoint = sandbox.url;
  const target = {
    provider: name,
    function: name === 'invoke' ? SANDBOX_FUNCTION : 'sample',
    fc2: { service: 'demo' },
    create: {},
    alias: name === 'invoke' ? 'active' : 'live',
    region: 'eu-central-1',
    endpoint,
    invoke: { url: endpoint },
  };
  const { open } = await providers[name].load();
  return open(target, { clock, log: silentLog, deadline: clock.now() + 600_000, env: CREDENTIALS });
}

/** The setting that makes the vendor take its time; `request` begins it. */
const WAITS: [ProviderName, string, RegExp][] = [
  ['aws-lambda', 'updateMs', /^PUT .*\/code$/],
  ['aws-lambda', 'versionMs', /^POST .*\/versions$/],
  ['alibaba-fc3', 'updateMs', /^PUT .*\/functions\/sample$/],
  ['alibaba-fc3', 'versionMs', /^POST .*\/versions$/],
  ['alibaba-fc2', 'updateMs', /^PUT .*\/functions\/sample$/],
  ['alibaba-fc2', 'versionMs', /^POST .*\/versions$/],
  ['invoke', 'buildMs', /^POST .*\/versions\?/],
];

/** What a look takes on its way, on top of the pause before it, is not in here: it may take 200 ms. */
const LATE = [
  [3000, 500],
  [12_000, 1000],
] as const;

const CASES = WAITS.flatMap(([name, setting, begins]) =>
  LATE.map(([ms, late]) => ({ name, setting, begins, ms, late })),
);

test.each(CASES)('$name sees the end of $setting after $ms ms at most $late ms late, and never early', async (one) => {
  const { name, setting, begins, ms, late } = one;
  const opened = await provider(name);
  sandbox.set(name, { ...patienceOf(name), [setting]: ms });
  const { version } = await opened.publish(
    await makePackage({ 'index.js': 'exports.handler = 1;\n', 'package.json': '{}' }, dir),
    'note',
  );
  expect(version.status).toBe('ready');
  const began = sandbox.requests().find(({ method, path: to }) => begins.test(`${method} ${to}`));
  const lasted = clock.now() - started - (began?.at ?? Number.NaN);
  expect(lasted).toBeGreaterThanOrEqual(ms);
  expect(lasted).toBeLessThanOrEqual(ms + late);
});
