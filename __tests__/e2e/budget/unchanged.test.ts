import { afterEach, expect, test } from '@jest/globals';
import { type BudgetPlace, budgetPlace, linesOf, PROVIDERS } from '../../support/budget.js';

let place: BudgetPlace;
afterEach(() => place.close());

test.each(PROVIDERS)('an unchanged redeploy uploads nothing and takes at most three requests: %s', async (provider) => {
  place = await budgetPlace(provider);
  await place.deploy('one');
  const { outputs } = await place.deploy('one');
  expect(outputs).toMatchObject({ version: '1', changed: 'false', switched: 'false' });
  const requests = place.sandbox.requests();
  expect(requests.map(({ requestBytes }) => requestBytes)).toEqual(requests.map(() => 0));
  expect(linesOf(place.writes())).toEqual([]);
  expect(requests.length).toBeGreaterThan(0);
  expect(requests.length).toBeLessThanOrEqual(3);
});
