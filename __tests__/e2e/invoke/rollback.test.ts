import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await place.live('two');
  place.sandbox.clear();
});
afterEach(() => place.close());

test('a rollback to a named version moves the pointer and nothing else', async () => {
  const { code, outputs } = await place.run({ operation: 'rollback', version: '1' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '1', 'previous-version': '2', changed: 'false', switched: 'true' });
  expect(await place.answer()).toBe('{"word":"one"}');
  expect(place.writes().map(({ path }) => path.split('/').pop())).toEqual(['switch-version']);
});

test('a rollback to the version that is live already is green and moves nothing', async () => {
  const { code, outputs } = await place.run({ operation: 'rollback', version: '2' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ switched: 'false' });
  expect(place.writes()).toEqual([]);
});

test('a rollback without a version is refused and names the candidates', async () => {
  const { code, log } = await place.run({ operation: 'rollback' });
  expect(code).toBe(1);
  expect(log).toMatch(/Which version\?.*version 2/);
  expect(log).toMatch(/newest first: 1 \(/);
  expect(place.writes()).toEqual([]);
});

test('a rollback to a version that does not exist changes nothing and says so', async () => {
  const { code, log } = await place.run({ operation: 'rollback', version: '99' });
  expect(code).toBe(1);
  expect(log).toMatch(/99/);
  expect(await place.answer()).toBe('{"word":"two"}');
});
