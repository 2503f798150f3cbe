import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FUNCTION, handler, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await place.write({ 'build/index.js': handler('two') });
  place.sandbox.clear();
});
afterEach(() => place.close());

const UPLOAD = `/api/functions/${FUNCTION}/versions`;
const uploads = () => place.writes().filter(({ path }) => path.startsWith(UPLOAD));

test('an upload whose answer is lost is found by its hash and not sent again', async () => {
  place.sandbox.fault({ method: 'POST', path: UPLOAD, kind: 'lose' });
  const { code, outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '2', switched: 'true' });
  expect(uploads()).toHaveLength(1);
  expect(await place.answer()).toBe('{"word":"two"}');
});

test('an upload that never arrived is sent again', async () => {
  place.sandbox.fault({ method: 'POST', path: UPLOAD, kind: 'drop' });
  const { code, outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '2', switched: 'true' });
  expect(await place.answer()).toBe('{"word":"two"}');
});

test('a switch whose answer is lost ends in the truth: what is live is read back', async () => {
  place.sandbox.fault({ method: 'POST', path: 'switch-version', kind: 'lose' });
  const { outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(await place.answer()).toBe('{"word":"two"}');
  expect(JSON.parse(outputs.traffic ?? '')).toEqual({ 2: 100 });
});

test('a switch that the server refuses is red, and the summary says what is live and how to go on', async () => {
  const answer = { status: 500, body: { success: false, message: 'Internal server error' } };
  place.sandbox.fault({ method: 'POST', path: 'switch-version', times: 99, kind: 'answer', answer });
  const { code, summary, outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(1);
  expect(summary).toMatch(/version 1 is still live/);
  expect(outputs).toMatchObject({ version: '2', changed: 'true', switched: 'false' });
  expect(summary).toMatch(/^node .* promote .*--version 2@[0-9a-f]{12} /m);
});
