import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FUNCTION, handler, type InvokePlace, invokePlace } from '../../support/invoke.js';
import { SIGNALS } from '../../support/run-dist.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await place.write({ 'build/index.js': handler('two') });
  place.sandbox.set('invoke', { buildMs: 3_000_000 });
  place.sandbox.clear();
});
afterEach(() => place.close());

const uploaded = async () => {
  while (!place.writes().some(({ path, status }) => path.includes('/versions') && status === 201)) await sleep(20);
};

(SIGNALS ? test : test.skip)(
  'a job that is cancelled while the build runs ends red with a summary, and moves nothing',
  async () => {
    const { child, end } = await place.start({ path: 'build', switch: 'true' });
    await uploaded();
    child.kill('SIGINT');
    const { code, summary } = await end;
    expect(code).toBe(1);
    expect(summary).toMatch(/version 1 is still live/);
    expect(place.writes().some(({ path }) => path.includes('switch-version'))).toBe(false);
  },
);

test('after a kill in the middle the next run uploads nothing twice and goes live', async () => {
  const { child, end } = await place.start({ path: 'build', switch: 'true' });
  await uploaded();
  child.kill('SIGKILL');
  await end;
  place.sandbox.set('invoke', { buildMs: 10 });
  const { code, outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '2', switched: 'true' });
  const uploads = place.writes().filter(({ path }) => path.startsWith(`/api/functions/${FUNCTION}/versions`));
  expect(uploads).toHaveLength(1);
  expect(await place.answer()).toBe('{"word":"two"}');
});
