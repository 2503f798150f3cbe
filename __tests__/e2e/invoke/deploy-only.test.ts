import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { handler, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

test('a deploy without switch publishes a version and moves nothing', async () => {
  await place.live('one');
  await place.write({ 'build/index.js': handler('two') });
  const { code, outputs } = await place.run({ path: 'build' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '2', changed: 'true', switched: 'false' });
  expect(outputs['rollback-command'] ?? '').toBe('');
  expect(await place.answer()).toBe('{"word":"one"}');
});

test('its summary says how the version goes live, and the line works when pasted', async () => {
  await place.live('one');
  await place.write({ 'build/index.js': handler('two') });
  const { summary } = await place.run({ path: 'build' });
  const line = /^node .* promote .*$/m.exec(summary)?.[0] ?? '';
  expect(line).not.toBe('');
  expect(await place.paste(line)).toMatchObject({ code: 0 });
  expect(await place.answer()).toBe('{"word":"two"}');
});
