import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await place.live('two');
  place.sandbox.clear();
});
afterEach(() => place.close());

test('list shows each version with the live mark, in the summary, the log and an output', async () => {
  const { code, outputs, summary, log } = await place.run({ operation: 'list' });
  expect(code).toBe(0);
  const versions = JSON.parse(outputs.versions ?? '') as { version: string; shares: object }[];
  expect(versions.map(({ version }) => version)).toEqual(['2', '1']);
  expect(versions[0]?.shares).toEqual({ active: 100 });
  for (const text of [summary, log]) expect(text).toMatch(/2[^\n]*(live|active|100)/);
  expect(place.writes()).toEqual([]);
});

test('list cuts at limit and keeps what is live', async () => {
  await place.run({ operation: 'rollback', version: '1' });
  const { outputs } = await place.run({ operation: 'list', limit: '1' });
  const versions = JSON.parse(outputs.versions ?? '') as { version: string }[];
  expect(versions.map(({ version }) => version)).toEqual(['2', '1']);
});

test('promote makes an existing version live without an upload', async () => {
  const { code, outputs } = await place.run({ operation: 'promote', version: '1' });
  expect(code).toBe(0);
  expect(outputs).toMatchObject({ version: '1', changed: 'false', switched: 'true' });
  expect(place.writes()).toHaveLength(1);
  expect(await place.answer()).toBe('{"word":"one"}');
});
