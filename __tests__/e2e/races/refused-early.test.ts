import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventFile } from '../../support/events.js';
import { type FcPlace, fcPlace } from '../../support/fc.js';

let place: FcPlace;
beforeEach(async () => {
  place = await fcPlace('alibaba-fc2');
  await place.live('one');
});
afterEach(() => place.close());

const packages = () =>
  existsSync(place.temp) ? readdirSync(place.temp).filter((name) => name.startsWith('package-')) : [];

test.each([
  ['small', 1],
  ['large', 400],
])('a preview that is refused while its %s package is made leaves nothing that it does not name', async (_, files) => {
  const before = packages();
  for (let n = 0; n < files; n++) {
    const line = `exports.x = ${JSON.stringify(Array.from({ length: 4000 }, () => Math.random()))};\n`;
    await place.write({ [`build/part-${n}.js`]: line });
  }
  const event = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: await eventFile({}) };
  const { code, log, outputs } = await place.run({ operation: 'preview', path: 'build' }, event);
  expect([code, log]).toEqual([1, expect.stringContaining('share their versions')]);
  const left = packages().filter((name) => !before.includes(name));
  expect(left.map((name) => outputs['package-path']?.endsWith(name))).toEqual(left.map(() => true));
});
