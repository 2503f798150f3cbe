import { afterEach, expect, test } from '@jest/globals';
import type { ProviderName } from '../../../src/providers/index.js';
import { type BudgetPlace, budgetPlace, linesOf, onTheWay } from '../../support/budget.js';

let place: BudgetPlace;
afterEach(() => place.close());

/** Why not fewer: bench/REQUESTS.md. */
const MOST: [ProviderName, number][] = [
  ['aws-lambda', 8],
  ['invoke', 9],
  ['alibaba-fc3', 10],
  ['alibaba-fc2', 8],
];

test.each(MOST)('a changed deploy with switch on %s takes at most %i requests', async (provider, most) => {
  place = await budgetPlace(provider);
  await place.deploy('one');
  const { outputs } = await place.deploy('two');
  expect(outputs).toMatchObject({ version: '2', changed: 'true', switched: 'true' });
  expect(linesOf(onTheWay(place.sandbox.requests())).slice(most)).toEqual([]);
});

test.each(MOST)('a changed deploy on %s sends the package once', async (provider) => {
  place = await budgetPlace(provider);
  await place.deploy('one');
  const { outputs } = await place.deploy('two');
  const bytes = Number(outputs['package-size']);
  const uploads = onTheWay(place.sandbox.requests()).filter(({ requestBytes }) => requestBytes >= bytes);
  expect(uploads.length).toBe(1);
});
