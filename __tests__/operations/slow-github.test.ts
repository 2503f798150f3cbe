import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.js';
import { silentLog } from '../../src/core/log.js';
import type { Package, Request } from '../../src/core/model.js';
import { githubForge } from '../../src/github/index.js';
import { act } from '../support/keeping.js';
import { type Memory, memory } from '../support/memory.js';
import { makePackage } from '../support/package.js';
import { type StuckServer, silentServer } from '../support/stuck-server.js';

const OLD = '1'.repeat(40);
const NEW = '2'.repeat(40);
let hub: StuckServer;
let world: Memory;
let one: Package;
let two: Package;

beforeEach(async () => {
  hub = await silentServer();
  world = memory();
  one = await makePackage({ 'index.js': 'one' });
  two = await makePackage({ 'index.js': 'two' });
  await act({ world, pkg: one, workflowRun: { commit: OLD, runId: '10' } }, { path: 'build', switch: true });
});
// The client takes longer to load than the limits of these tests.
beforeAll(() => import('@actions/github'));
afterEach(() => hub.close());

/** A run whose GitHub accepts connections and never answers. */
async function go(asked: Partial<Request>, { pkg, signal }: { pkg?: Package; signal?: AbortSignal } = {}) {
  const env = { GITHUB_API_URL: hub.url, GITHUB_REPOSITORY: 'octo/shop' };
  const forge = githubForge({ env, token: 't0ken', log: silentLog, save: () => undefined });
  const forgeTime = { beforeMoveMs: 500, afterMoveMs: 500, whenStoppedMs: 100 };
  const workflowRun = { commit: NEW, runId: '20' };
  const started = performance.now();
  const stage = { world, pkg, workflowRun, forge, forgeTime, signal, clock: systemClock };
  const receipt = await act(stage, { environment: 'production', ...asked });
  return { receipt, ms: performance.now() - started };
}

/** The requests to GitHub at the moment when traffic moves. */
function askedBeforeTheMove(): string[] {
  const seen: string[] = [];
  world.disturb({ method: 'point', kind: 'race', by: () => void seen.push(...hub.requests()) });
  return seen;
}

test('before a forward move, GitHub has its few seconds in all, not for each question', async () => {
  const { receipt, ms } = await go({ path: 'build', switch: true }, { pkg: two });
  expect(receipt).toMatchObject({ outcome: 'done', after: { stable: '2' } });
  expect(hub.requests()).toEqual([`GET /repos/octo/shop/compare/${NEW}...${OLD.slice(0, 12)}?per_page=1 HTTP/1.1`]);
  expect(receipt.notices.join()).toContain(
    'no deployment was recorded: it took longer than the 0.5 s that it has in all',
  );
  expect(ms).toBeLessThan(2_000);
});

test('a rollback moves before it tells GitHub anything', async () => {
  await go({ path: 'build', switch: true }, { pkg: two });
  const before = hub.requests().length;
  const seen = askedBeforeTheMove();
  const { receipt, ms } = await go({ operation: 'rollback' });
  expect(receipt).toMatchObject({ outcome: 'done', after: { stable: '1' } });
  expect(seen).toHaveLength(before);
  expect(hub.requests().slice(before)).toEqual(['POST /repos/octo/shop/deployments HTTP/1.1']);
  expect(ms).toBeLessThan(2_000);
});

test('a rollback out of a rollout does not ask whether that goes on', async () => {
  world.seed(1);
  const note = 'vd1 live=1 to=2 until=2099-01-01T00:00:00Z run=7';
  world.move('live', { stable: '1', canary: { version: '2', percent: 10 } }, note);
  const seen = askedBeforeTheMove();
  const { receipt } = await go({ operation: 'rollback' });
  expect(receipt.after).toEqual({ stable: '1' });
  expect(seen).toEqual([]);
});

test('a run that was told to stop tells GitHub so, and waits no longer than a runner does', async () => {
  const stop = new AbortController();
  world.disturb({ method: 'point', kind: 'race', by: () => stop.abort() });
  const { receipt, ms } = await go({ path: 'build', switch: true }, { pkg: two, signal: stop.signal });
  expect(receipt.before).toEqual({ stable: '1' });
  expect(ms).toBeLessThan(2_000);
});
