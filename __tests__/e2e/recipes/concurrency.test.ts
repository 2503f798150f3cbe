import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LambdaPlace, lambdaPlace } from '../../support/lambda.js';
import { given, recipe } from '../../support/recipes.js';

let place: LambdaPlace;
beforeEach(async () => {
  place = await lambdaPlace();
  await place.first();
});
afterEach(() => place.close());

const MOVES = [
  'Switch at once, roll back by hand',
  "Roll back from GitHub's page",
  'Canary, then promote when a person agrees',
  'Keep the list short',
];

/** `concurrency: group` is short for a group that cancels nothing. */
function concurrencyOf(heading: string): { group: string; 'cancel-in-progress': boolean } {
  const { concurrency } = recipe(heading).yaml as { concurrency: string | { group: string } };
  const short = typeof concurrency === 'string' ? { group: concurrency } : concurrency;
  return { 'cancel-in-progress': false, ...short };
}

test('every recipe that writes is in the group that the page advises, and only a rollback cancels', () => {
  const advised = concurrencyOf('One deploy at a time');
  for (const heading of MOVES) {
    const rollback = heading.startsWith('Roll back');
    expect(concurrencyOf(heading)).toEqual({ ...advised, 'cancel-in-progress': rollback });
  }
});

test('two deploys that get past each other leave one version live, and a red one says why', async () => {
  const deploy = { ...given(recipe('Switch at once, roll back by hand').ours[0]), function: 'shop' };
  await place.write({
    'a/index.mjs': "export const handler = async () => 'a';\n",
    'b/index.mjs': "export const handler = async () => 'b';\n",
  });
  const runs = await Promise.all(['a', 'b'].map((path) => place.run({ ...deploy, path })));
  const live = Object.entries(place.shares() ?? {});
  expect(live).toHaveLength(1);
  expect(live[0]?.[1]).toBe(100);
  const green = runs.filter(({ code }) => code === 0);
  expect(green.map(({ outputs }) => outputs.version)).toContain(live[0]?.[0]);
  for (const { log } of runs.filter(({ code }) => code !== 0)) expect(log).toMatch(/^error: \S/m);
  expect((await place.run({ ...deploy, path: 'a' })).code).toBe(0);
});
