import { afterEach, expect, test } from '@jest/globals';
import type { ProviderName } from '../../../src/providers/index.js';
import { type BudgetPlace, budgetPlace, linesOf, onTheWay } from '../../support/budget.js';

let place: BudgetPlace;
afterEach(() => place.close());

const MOST: [ProviderName, number][] = [
  ['aws-lambda', 2],
  ['invoke', 4],
  ['alibaba-fc3', 2],
  ['alibaba-fc2', 2],
];

test.each(MOST)('a rollback to a named version on %s takes at most %i requests', async (provider, most) => {
  place = await budgetPlace(provider);
  await place.deploy('one');
  await place.deploy('two');
  const { outputs } = await place.rollback('1');
  expect(outputs).toMatchObject({ version: '1', 'previous-version': '2', switched: 'true' });
  expect(linesOf(onTheWay(place.sandbox.requests())).slice(most)).toEqual([]);
  expect(place.writes().length).toBe(1);
});
