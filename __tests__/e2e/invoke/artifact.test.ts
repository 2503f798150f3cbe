import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

test('an artifact service that is not there is a warning, never a failed deploy', async () => {
  const { code, log, outputs } = await place.run({ path: 'build', switch: 'true', 'upload-artifact': 'true' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '1', switched: 'true' });
  expect(log).toMatch(/^warning: .*artifact/im);
});
