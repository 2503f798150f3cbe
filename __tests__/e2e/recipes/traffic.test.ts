import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { given, hurried, recipe } from '../../support/recipes.js';
import type { Inputs } from '../../support/run-dist.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
});
afterEach(() => place.close());

/** The recipes' function, where the sandbox has it. */
const run = (inputs: Inputs) => place.run({ ...inputs, function: 'shop' });
const good = (word: string) => place.code(word, `return { ok: true, word: '${word}' }`);
const bad = () => place.code('bad', 'return { ok: false }');

test('switch at once, then back: without a version to the one before, with one to that', async () => {
  const deploy = given(recipe('Switch at once, roll back by hand').ours[0]);
  const back = (version: string) =>
    run(given(recipe("Roll back from GitHub's page").ours[0], { 'inputs.version': version }));
  await good('two');
  const { code, summary } = await run(deploy);
  expect([code, place.shares()]).toEqual([0, { '2': 100 }]);
  expect(summary).toContain('Back to version 1');
  expect((await back('')).code).toBe(0);
  expect(place.shares()).toEqual({ '1': 100 });
  expect((await back('')).code).toBe(1);
  expect(place.shares()).toEqual({ '1': 100 });
  expect((await back('2')).code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
});

test('a canary waits for a person, blocks other deploys, and is promoted', async () => {
  const [canary, promote] = recipe('Canary, then promote when a person agrees').ours;
  await good('two');
  expect((await run(given(canary))).code).toBe(0);
  expect(place.shares()).toEqual({ '1': 90, '2': 10 });
  await good('three');
  expect((await run(given(canary))).log).toContain('promote');
  expect(place.shares()).toEqual({ '1': 90, '2': 10 });
  expect((await run(given(promote))).code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
});

test('a canary that was rolled back meanwhile is not promoted', async () => {
  const [canary, promote] = recipe('Canary, then promote when a person agrees').ours;
  await good('two');
  await run(given(canary));
  await run(given(recipe("Roll back from GitHub's page").ours[0], { 'inputs.version': '' }));
  expect(place.shares()).toEqual({ '1': 100 });
  const { code, log } = await run(given(promote));
  expect([code, log]).toEqual([1, expect.stringContaining('There is no canary to promote')]);
  expect(place.shares()).toEqual({ '1': 100 });
});

test('blue-green: green gets no traffic until it is promoted', async () => {
  const [green, promote] = recipe('Blue-green').ours;
  await good('two');
  const { outputs } = await run(given(green));
  expect(place.shares()).toEqual({ '1': 100 });
  const version = outputs.version ?? '';
  expect((await run(hurried(given(promote, { 'steps.green.outputs.version': version })))).code).toBe(0);
  expect(place.shares()).toEqual({ '2': 100 });
});

test('blue-green: a green that fails its probe never goes live', async () => {
  const [green, promote] = recipe('Blue-green').ours;
  await bad();
  const { outputs } = await run(given(green));
  const values = { 'steps.green.outputs.version': outputs.version ?? '' };
  expect((await run(hurried(given(promote, values)))).code).toBe(1);
  expect(place.shares()).toEqual({ '1': 100 });
});

test('keep the list short: a version that is young stays', async () => {
  const { code, summary } = await run(given(recipe('Keep the list short').ours[0]));
  expect([code, place.shares()]).toEqual([0, { '1': 100 }]);
  expect(summary).not.toContain('| deleted |');
});

test('look before: the plan is shown, and nothing is written', async () => {
  await good('two');
  place.sandbox.clear();
  const { code, log } = await run(given(recipe('Look before').ours[0]));
  expect([code, log]).toEqual([0, expect.stringContaining('10 % for 5 min, then 100 %')]);
  expect(place.writes()).toEqual([]);
});
