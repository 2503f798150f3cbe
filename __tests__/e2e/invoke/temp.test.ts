import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

test('the temp folder holds the package and the summary, and nothing else', async () => {
  const { outputs } = await place.live('one');
  const expected = [outputs['package-path'], outputs['summary-path']].map((file) => path.basename(file ?? ''));
  expect((await readdir(place.temp)).sort()).toEqual(expected.sort());
});

test('a failed run leaves no half archive behind', async () => {
  await place.write({ 'build/.env': 'TOKEN=1' });
  const { code } = await place.run({ path: 'build', secrets: 'refuse' });
  expect(code).toBe(2);
  expect((await readdir(place.temp)).filter((name) => !name.endsWith('.md'))).toEqual([]);
});
