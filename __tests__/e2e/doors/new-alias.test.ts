import { afterEach, expect, test } from '@jest/globals';
import type { ProviderName } from '../../../src/providers/index.js';
import { type BudgetPlace, budgetPlace } from '../../support/budget.js';

let place: BudgetPlace;
afterEach(() => place.close());

const MANY: ProviderName[] = ['aws-lambda', 'alibaba-fc3', 'alibaba-fc2'];
const writes = () => place.sandbox.requests().filter(({ method }) => method !== 'GET');

test.each(MANY)(
  'a misspelt alias on %s is refused before the upload, and made when that is meant',
  async (provider) => {
    place = await budgetPlace(provider);
    await place.deploy('one');
    await expect(place.deploy('two', { alias: 'lvie' })).rejects.toThrow(
      'There is no alias lvie. There is: live. Did you mean `live`? To create lvie, give',
    );
    expect(writes()).toEqual([]);
    await expect(place.rollback('1', { alias: 'lvie' })).rejects.toThrow('There is no alias lvie. There is: live.');
    const { outputs } = await place.deploy('two', { alias: 'lvie', create: 'alias: true' });
    expect(outputs).toMatchObject({ switched: 'true', version: '2' });
  },
);
