import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { handler, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

test('an unchanged package uploads nothing and sends at most three requests', async () => {
  await place.live('one');
  await utimes(path.join(place.cwd, 'build', 'index.js'), 1, 1);
  place.sandbox.clear();
  const { code, outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '1', changed: 'false', switched: 'false' });
  expect(place.writes()).toEqual([]);
  expect(place.sandbox.requests().length).toBeLessThanOrEqual(3);
});

test('a package that an older version holds is reused and made live', async () => {
  await place.live('one');
  await place.live('two');
  await place.write({ 'build/index.js': handler('one') });
  place.sandbox.clear();
  const { code, outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '1', 'previous-version': '2', changed: 'false', switched: 'true' });
  expect(place.writes().filter(({ path }) => path.includes('/versions'))).toEqual([]);
  expect(await place.answer()).toBe('{"word":"one"}');
});
