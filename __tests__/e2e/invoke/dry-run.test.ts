import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { handler, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await place.write({ 'build/index.js': handler('two') });
  place.sandbox.clear();
});
afterEach(() => place.close());

test('a dry run of a deploy writes nothing and shows the plan with the package', async () => {
  const { code, outputs, summary } = await place.run({ path: 'build', switch: 'true', 'dry-run': 'true' });
  expect(code).toBe(0);
  expect(place.writes()).toEqual([]);
  expect(JSON.parse(outputs.plan ?? '').steps).toHaveLength(2);
  expect(outputs).toMatchObject({ changed: 'false', switched: 'false', files: '2' });
  expect(summary).toContain((outputs['package-sha256'] ?? 'missing').slice(0, 12));
  expect(summary).toMatch(/dry run: would publish/);
});

test('a dry run of a rollback writes nothing', async () => {
  await place.live('two');
  place.sandbox.clear();
  const { code, outputs } = await place.run({ operation: 'rollback', version: '1', 'dry-run': 'true' });
  expect(code).toBe(0);
  expect(place.writes()).toEqual([]);
  expect(outputs['rollback-command'] ?? '').toBe('');
  expect(await place.answer()).toBe('{"word":"two"}');
});
