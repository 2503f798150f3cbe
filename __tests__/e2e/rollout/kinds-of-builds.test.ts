import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
});
afterEach(() => place.close());

const asked = {
  path: 'build',
  rollout: '10:1s,100',
  'gate.detect': '20%',
  'probe.payload': '{}',
  'probe.expect': 'json.ok=true',
};

/** Each call is a process of its own, so what a build has been asked is counted in a file. */
const every = (n: number, name: string, otherwise = 'return { ok: true };') => `
  const { appendFileSync, statSync } = await import('node:fs');
  const file = ${JSON.stringify(`${place.cwd}/${name}`)};
  appendFileSync(file, '.');
  if (statSync(file).size % ${n} === 0) throw new Error('upstream timed out');
  ${otherwise}`;

async function ship(build: () => string, before = () => 'return { ok: true };') {
  await place.first();
  await place.code('stable', before());
  expect((await place.run({ path: 'build', switch: 'true' })).code).toBe(0);
  await place.code('new', build());
  place.sandbox.clear();
  return place.run(asked);
}

const moved = () => place.writes().some(({ path }) => path.includes('/aliases/live'));

test.each([
  ['throws as soon as it is loaded', () => "} \n throw new Error('no such module'); {", 'no such module'],
  ['fails 1 in 5', () => every(5, 'new'), 'upstream timed out'],
  ['answers something else', () => 'return { ok: false };', 'json.ok'],
  ['is slow', () => 'await new Promise((end) => setTimeout(end, 600)); return { ok: true };', 'ms slower'],
])('no caller meets a build that %s', async (_, build, why) => {
  const { code, summary, log } = await ship(build);
  expect([code, place.shares(), moved()]).toEqual([1, { '2': 100 }, false]);
  expect(summary).toContain(why);
  // The same words in the log, the annotation and the summary.
  const words = /before any traffic of live moved: ([^;]+)/.exec(log)?.[1] ?? 'nothing';
  expect(summary).toContain(words);
  expect(log.split('\n').find((line) => line.startsWith('error: '))).toContain(words);
});

test('a build that fails only when it is called by the alias is taken back', async () => {
  const { code, summary } = await ship(
    () =>
      "if (context.invokedFunctionArn.endsWith(':live')) throw new Error('no such stage: live'); return { ok: true };",
  );
  expect([code, place.shares()]).toEqual([3, { '2': 100 }]);
  expect(summary).toContain('with 10 % of the traffic');
});

test('a build as good as the stable one goes live, and the summary says what would have been seen', async () => {
  const { code, summary, outputs } = await ship(() => 'return { ok: true, two: 2 };');
  expect([code, place.shares()]).toEqual([0, { '3': 100 }]);
  expect(summary).toMatch(/\d+ of \d+ good; a build failing less than \d+ % would pass this/);
  expect(summary).toMatch(/^share {2}.* 100 %$/m);
  const { gates } = JSON.parse(outputs.receipt ?? '').rollout;
  expect(gates.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['pass', 'pass']);
});

test('an upstream that fails both versions alike blames neither', async () => {
  const { code, summary } = await ship(
    () => every(10, 'new', 'return { ok: true, two: 2 };'),
    () => every(10, 'stable'),
  );
  expect([code, place.shares(), summary]).toEqual([0, { '3': 100 }, expect.stringContaining('of the stable version')]);
});
