import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  // 60 s, scaled: callers see the old version for 0.6 s.
  place = await invokePlace({ cacheMs: 60_000 });
});
afterEach(() => place.close());

test('without settle callers may still see the old version, and the summary says for how long', async () => {
  await place.live('one');
  await place.answer();
  const { summary } = await place.live('two');
  expect(summary).toMatch(/callers may still see version 1 for up to 30 s/);
});

test('with settle the run ends when no caller can see the old version any more', async () => {
  await place.live('one');
  await place.answer();
  await place.write({ 'build/index.js': "export default (req, res) => res.json({ word: 'two' });\n" });
  const { code } = await place.run({ path: 'build', switch: 'true', settle: '700ms' });
  expect(code).toBe(0);
  expect(await place.answer()).toBe('{"word":"two"}');
});
