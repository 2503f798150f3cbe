import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NAMES, type ReleasePlace, releasePlace } from '../../support/release.js';
import { DIST } from '../../support/run-dist.js';

let place: ReleasePlace;
beforeEach(async () => {
  place = await releasePlace();
  await place.code('one');
  const first = await place.run({ switch: 'true' });
  if (first.code !== 0) throw new Error(first.log);
  await place.code('two');
  place.sandbox.clear();
});
afterEach(() => place.close());

const OLD = { cart: '1', checkout: '1', mail: '1' };
const NEW = { cart: '2', checkout: '2', mail: '2' };

/** The writes of one member. */
const WRITES = (name: string) => ({
  upload: { method: 'PUT', path: `/functions/${name}/code$` },
  publish: { method: 'POST', path: `/functions/${name}/versions$` },
  move: { method: 'PUT', path: `/functions/${name}/aliases/live` },
});

const refusal = { status: 400, body: { __type: 'InvalidParameterValueException', message: 'no' } };

test('all go live together, and the printed line takes all of them back, once and twice', async () => {
  const { code, summary, outputs } = await place.run({ switch: 'true' });
  expect(code).toBe(0);
  expect(place.live()).toEqual(NEW);
  expect(summary).toContain('3 functions: 3 changed, all live');
  const line = outputs['rollback-command'] ?? '';
  for (const _ of ['once', 'twice']) {
    const back = await place.paste(line.replace(/^.*? rollback /, `node '${DIST}' rollback `));
    expect(back).toMatchObject({ code: 0 });
    expect(place.live()).toEqual(OLD);
  }
});

describe.each(NAMES)('%s', (name) => {
  test.each(Object.keys(WRITES(name)) as (keyof ReturnType<typeof WRITES>)[])(
    'refused at its %s: everything is where it was, and a rerun converges',
    async (write) => {
      place.sandbox.fault({ ...WRITES(name)[write], kind: 'answer', times: 99, answer: refusal });
      const { code, summary, log } = await place.run({ switch: 'true' });
      expect(code).toBe(1);
      expect(place.live()).toEqual(OLD);
      expect(summary).toContain('failed, all traffic is where it was');
      expect(summary).toContain(`deploy failed for ${name}: `);
      expect(log).not.toContain('should not happen');
      place.sandbox.calm();
      expect((await place.run({ switch: 'true' })).code).toBe(0);
      expect(place.live()).toEqual(NEW);
    },
  );

  test('the answer to its move is lost: all are live', async () => {
    place.sandbox.fault({ ...WRITES(name).move, kind: 'lose', times: 1 });
    expect((await place.run({ switch: 'true' })).code).toBe(0);
    expect(place.live()).toEqual(NEW);
  });

  test.each(['drop', 'lose'] as const)('killed at its move (%s): the post step takes all back', async (kind) => {
    place.sandbox.fault({ ...WRITES(name).move, times: 99, kind });
    const { child, end } = await place.start({ switch: 'true' }, { GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1' });
    const moved = () => place.writes().some(({ path }) => path.includes(`${name}/aliases/live`));
    while (!moved() && child.exitCode === null) await sleep(5);
    child.kill('SIGKILL');
    const { state } = await end;
    place.sandbox.calm();
    const post = await place.post({ switch: 'true' }, state);
    expect(place.live()).toEqual(OLD);
    expect(post.summary).toContain('All traffic is where it was before.');
    expect((await place.run({ switch: 'true' })).code).toBe(0);
    expect(place.live()).toEqual(NEW);
  });
});

test('told to stop while one cannot move: all go back in time', async () => {
  place.sandbox.fault({ ...WRITES('mail').move, kind: 'delay', ms: 60_000, times: 99 });
  const { child, end } = await place.start({ switch: 'true' });
  while (place.live().cart !== '2' && child.exitCode === null) await sleep(5);
  child.kill('SIGINT');
  const { code, summary } = await end;
  expect(code).toBe(1);
  expect(place.live()).toEqual(OLD);
  expect(summary).toContain('all traffic is where it was');
});

test('what somebody moved since is left alone and named; the others go back', async () => {
  const { outputs } = await place.run({ switch: 'true' });
  await place.code('three', ['cart']);
  expect((await place.run({ switch: 'true', function: 'cart' })).code).toBe(0);
  const members = /release\.members (\S+)/.exec(outputs['rollback-command'] ?? '')?.[1] ?? '';
  const back = await place.run({ operation: 'rollback', function: '', release: members, endpoint: place.sandbox.url });
  expect(back.code).toBe(1);
  expect(place.live()).toEqual({ cart: '3', checkout: '1', mail: '1' });
  expect(back.summary).toMatch(/cart.*somebody has moved it since/);
});

test('overtaken by a newer commit of one of them, it leaves all as they are, and is no failure', async () => {
  const older = { GITHUB_RUN_ID: '2000000001', GITHUB_SHA: 'a'.repeat(40) };
  const newer = { GITHUB_RUN_ID: '2000000002', GITHUB_SHA: 'b'.repeat(40) };
  // The last member is slow to publish: meanwhile somebody ships a newer cart.
  place.sandbox.fault({ ...WRITES('mail').publish, kind: 'delay', ms: 4_000, times: 1 });
  const slow = await place.start({ switch: 'true' }, older);
  const sent = () => place.writes().filter(({ path }) => path.endsWith('/versions'));
  while (sent().length < NAMES.length) await sleep(20);
  await place.write({ 'cart/index.mjs': "export const handler = async () => 'cart newest';\n" });
  const fast = await place.run({ function: 'cart', switch: 'true' }, newer);
  expect(fast.code).toBe(0);
  const { code, summary } = await slow.end;
  expect(place.live()).toMatchObject({ checkout: OLD.checkout, mail: OLD.mail });
  expect([code, place.live().cart]).toEqual([0, fast.outputs.version]);
  expect(summary).toContain('3 functions: a newer commit went live meanwhile');
});
