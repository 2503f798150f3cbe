import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await place.write({ 'build/index.js': 'export default async (req, res) => {' });
  place.sandbox.clear();
});
afterEach(() => place.close());

test('a failing build is red, says where its reason is, and moves nothing', async () => {
  const { code, log } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(1);
  expect(log).toMatch(/^error: The build of version 2 failed\..*\/admin\/builds\/[0-9a-f-]{36}$/m);
  expect(await place.answer()).toBe('{"word":"one"}');
  expect(place.writes().filter(({ path }) => path.includes('switch-version'))).toEqual([]);
});

test('its summary says what was done, what was not and what is live', async () => {
  const { summary, outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(summary).toMatch(/deploy failed, version 1 is still live/);
  expect(summary).toMatch(/\/admin\/builds\/[0-9a-f-]{36}/);
  expect(summary).toMatch(/traffic was not touched/);
  expect(JSON.parse(outputs.traffic ?? '')).toEqual({ 1: 100 });
});
