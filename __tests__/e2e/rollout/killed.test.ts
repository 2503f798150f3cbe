import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ALIAS_PATH, type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
  await place.code('two');
  place.sandbox.clear();
});
afterEach(() => place.close());

const asked = { path: 'build', rollout: '10:2s,50:2s,100', 'gate.unchecked': 'true' };

interface Write {
  method: string;
  path: string;
  /** so many of this kind come before */
  skip: number;
}

/** All writes of this rollout, in order. */
const WRITES: Record<string, Write> = {
  upload: { method: 'PUT', path: '/functions/shop/code$', skip: 0 },
  publish: { method: 'POST', path: '/functions/shop/versions$', skip: 0 },
  'move to 10 %': { method: 'PUT', path: ALIAS_PATH, skip: 0 },
  'move to 50 %': { method: 'PUT', path: ALIAS_PATH, skip: 1 },
  'move to 100 %': { method: 'PUT', path: ALIAS_PATH, skip: 2 },
};

/** Kills the run at one of its writes. drop: before the vendor heard of it. lose: done, but the answer never came. */
async function killAt({ method, path, skip }: Write, kind: 'drop' | 'lose') {
  place.sandbox.fault({ method, path, skip, times: 99, kind });
  const { child, end } = await place.start(asked);
  const sent = () => place.writes().filter((write) => write.method === method && new RegExp(path).test(write.path));
  while (sent().length <= skip && child.exitCode === null) await sleep(5);
  child.kill('SIGKILL');
  const result = await end;
  expect(result.code).toBe(null);
  place.sandbox.calm();
  return result;
}

describe.each(Object.entries(WRITES))('killed at: %s', (_, write) => {
  test.each(['drop', 'lose'] as const)('(%s) traffic is back, and one more run converges', async (kind) => {
    const { state } = await killAt(write, kind);
    const post = await place.post(asked, state);
    expect(place.shares()).toEqual({ '1': 100 });
    expect(post.summary).toMatch(/version 1/);
    const again = await place.run({ path: 'build', switch: 'true' });
    expect(again.code).toBe(0);
    expect(place.shares()).toEqual({ '2': 100 });
  });
});

test('killed with no post step: the next run sees what was left, says so and goes on from there', async () => {
  await killAt(WRITES['move to 50 %'] as Write, 'drop');
  expect(place.shares()).toEqual({ '1': 90, '2': 10 });
  const again = await place.run({ ...asked, rollout: '10:1s,100' });
  expect(again.log).toContain('was never finished');
  expect(again.code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
});

test('another commit does not decide about what was left: it is told to roll back, and then it goes', async () => {
  await killAt(WRITES['move to 50 %'] as Write, 'drop');
  const env = { GITHUB_SHA: 'b'.repeat(40), GITHUB_RUN_ID: '1658821499' };
  await place.code('three');
  const refused = await place.run({ path: 'build', switch: 'true' }, env);
  expect(refused.code).toBe(1);
  expect(refused.log).toContain('Run `promote` to finish it, or `rollback` to drop it');
  expect((await place.run({ operation: 'rollback' }, env)).code).toBe(0);
  expect((await place.run({ path: 'build', switch: 'true' }, env)).code).toBe(0);
  expect(place.shares()).toEqual({ '3': 100 });
});

test('cancelled by the runner: traffic is back before the process ends, and the summary says so', async () => {
  const { child, end } = await place.start({ ...asked, rollout: '10:1m,100' });
  while (place.shares()?.['2'] === undefined) await sleep(20);
  child.kill('SIGINT');
  const { code, summary } = await end;
  expect(code).toBe(1);
  expect(place.shares()).toEqual({ '1': 100 });
  expect(summary).toMatch(/version 1/);
});

test('cancelled with on-cancel: hold: the canary stays, and the summary says so', async () => {
  const { child, end } = await place.start({ ...asked, rollout: '10:1m,100', 'gate.cancel': 'hold' });
  while (place.shares()?.['2'] === undefined) await sleep(20);
  child.kill('SIGINT');
  expect((await end).code).toBe(1);
  expect(place.shares()).toEqual({ '1': 90, '2': 10 });
});

test('the post step of a run that reported is silent', async () => {
  const { state } = await place.run({ path: 'build', switch: 'true' });
  place.sandbox.clear();
  const post = await place.post({ path: 'build', switch: 'true' }, state);
  expect(post).toMatchObject({ code: 0, summary: '', stdout: '' });
  expect(place.sandbox.requests()).toEqual([]);
});

test('somebody in the console wins: the run ends red and leaves their move alone', async () => {
  const { end } = await place.start({ ...asked, rollout: '10:3s,100' });
  while (place.shares()?.['2'] === undefined) await sleep(20);
  const other = await place.run({ operation: 'rollback', version: '1' }, { GITHUB_RUN_ID: '77' });
  expect(other.code).toBe(0);
  const { code } = await end;
  expect(code).toBe(1);
  expect(place.shares()).toEqual({ '1': 100 });
});
