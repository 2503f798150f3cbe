import { afterEach, expect, test } from '@jest/globals';
import { providers } from '../../../src/providers/index.js';
import type { LoggedRequest } from '../../../src/sandbox/kit/types.js';
import { type BudgetPlace, budgetPlace, PROVIDERS, repeated } from '../../support/budget.js';

let place: BudgetPlace | undefined;
afterEach(async () => {
  await place?.close();
  place = undefined;
});

const line = (text: string): LoggedRequest => {
  const [method = '', path = ''] = text.split(' ');
  return { method, path, status: 200, requestBytes: 0, at: 0, headers: {} };
};

test('a read that nothing was written since counts as repeated', () => {
  const sent = ['GET /a', 'GET /b', 'GET /a', 'PUT /a', 'GET /a'].map(line);
  expect(repeated(sent, true)).toEqual(['GET /a']);
  expect(repeated(sent, false)).toEqual([]);
});

test('a write that comes twice counts as repeated, whatever stands between', () => {
  expect(repeated(['PUT /a', 'GET /a', 'PUT /a'].map(line), false)).toEqual(['PUT /a']);
});

test.each(PROVIDERS)('no request repeats another of the same run: %s', async (provider) => {
  const { lock } = providers[provider].capabilities;
  place = await budgetPlace(provider);
  const runs = [() => place?.deploy('one'), () => place?.deploy('two'), () => place?.deploy('two')];
  for (const run of [...runs, () => place?.rollback('1')]) {
    await run();
    expect(repeated(place.sandbox.requests(), lock)).toEqual([]);
  }
});
