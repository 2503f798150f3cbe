import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
});
afterEach(() => place.close());

const probes = { 'probe.payload': '{}', 'probe.interval': '200ms', 'gate.detect': '40%' };

test('a good version walks through its shares to all traffic', async () => {
  await place.code('two');
  const { code, summary, outputs, log } = await place.run({ path: 'build', rollout: '10:1s,50:1s,100', ...probes });
  expect(log).toContain('10 % for 1 s, 50 % for 1 s, then 100 %');
  expect(code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
  expect(JSON.parse(outputs.traffic ?? '')).toEqual({ '2': 100 });
  expect(summary).toContain('version 2 is live');
});

test('a version that is broken never gets a request of a caller', async () => {
  await place.code('two', "throw new Error('out of stock')");
  const { code, summary } = await place.run({ path: 'build', rollout: '10:1s,100', ...probes });
  expect(code).toBe(1);
  expect(place.shares()).toEqual({ '1': 100 });
  expect(summary).toContain('out of stock');
  expect(place.writes().filter(({ path }) => path.includes('/aliases/live'))).toHaveLength(0);
});

test('a version that breaks under way is rolled back, the job is red and the summary says which probe failed', async () => {
  const body =
    "globalThis.calls = (globalThis.calls ?? 0) + 1; if (Date.now() > event.until) throw new Error('tired'); return {};";
  await place.code('two', body);
  const payload = JSON.stringify({ until: Date.now() + 6000 });
  const asked = { rollout: '10:20s,100', ...probes, 'probe.payload': payload };
  const { code, summary } = await place.run({ path: 'build', ...asked });
  expect(code).toBe(3);
  expect(place.shares()).toEqual({ '1': 100 });
  expect(summary).toContain('tired');
  expect(summary).toContain('10 %');
});

test('gate.failure: hold leaves the canary, and the job is red all the same', async () => {
  const body = "if (Date.now() > event.until) throw new Error('tired'); return {};";
  await place.code('two', body);
  const payload = JSON.stringify({ until: Date.now() + 5000 });
  const asked = { rollout: '10:20s,100', ...probes, 'probe.payload': payload, 'gate.failure': 'hold' };
  expect((await place.run({ path: 'build', ...asked })).code).toBe(1);
  expect(place.shares()).toEqual({ '1': 90, '2': 10 });
});

test('dry-run shows the schedule and sends no write and no probe', async () => {
  await place.code('two');
  place.sandbox.clear();
  const { code, log } = await place.run({ path: 'build', rollout: 'canary-10-5m', 'dry-run': 'true', ...probes });
  expect(code).toBe(0);
  expect(log).toContain('10 % for 5 min, then 100 %');
  expect(place.writes()).toEqual([]);
});
