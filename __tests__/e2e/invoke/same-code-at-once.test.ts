import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { handler, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace({ storeMs: 0 });
  await place.live('one');
  await place.write({ 'build/index.js': handler('two') });
});
afterEach(() => place.close());

/** Three at once, none of which sees another's version when it looks for its code. */
async function three(pauses: number[]) {
  for (const ms of pauses) place.sandbox.fault({ kind: 'delay', ms, method: 'POST', path: '/versions\\?' });
  return Promise.all([1, 2, 3].map(() => place.run({ path: 'build', switch: 'true' })));
}

test.each([
  ['each as a version of its own', [1200, 1600, 2000]],
  ['all under the same number', [1500, 1500, 1500]],
])('three deploys of the same code at once, %s, are all green and agree', async (_, pauses) => {
  const runs = await three(pauses);
  expect(runs.map(({ code, log }) => (code === 0 ? 'green' : log))).toEqual(['green', 'green', 'green']);
  expect(runs.map(({ outputs }) => outputs.version)).toEqual(['2', '2', '2']);
  expect(await place.answer()).toBe('{"word":"two"}');
});
