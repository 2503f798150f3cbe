import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FUNCTION, handler, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  // Callers of a plain switch see it after 30 s.
  place = await invokePlace({ cacheMs: 3_000_000 });
  await place.live('good one');
});
afterEach(() => place.close());

const FAST = { 'invoke.fast-switch': 'true' };

test('a switch that callers see at once, and whose way back is as fast', async () => {
  await place.answer();
  await place.write({ 'build/index.js': handler('good two') });
  const { code, outputs, summary } = await place.run({ path: 'build', switch: 'true', ...FAST });
  expect(code).toBe(0);
  expect(await place.answer()).toBe('{"word":"good two"}');
  expect(summary).toContain('callers may still see version 1 for up to 2 s');
  expect(outputs['rollback-command']).toContain('--invoke.fast-switch true');
  expect(await place.paste(outputs['rollback-command'] ?? '')).toMatchObject({ code: 0 });
  expect(await place.answer()).toBe('{"word":"good one"}');
});

test('a failed gate costs callers seconds, not a minute', async () => {
  await place.answer();
  await place.write({ 'build/index.js': handler('bad') });
  const probe = {
    'probe.url': `${place.sandbox.url}/invoke/${FUNCTION}/`,
    'gate.detect': '50%',
    'probe.expect': 'text~good',
  };
  const started = Date.now();
  const { code, log } = await place.run({ path: 'build', switch: 'true', ...probe, ...FAST });
  expect(code).toBe(3);
  expect(log).toContain('All traffic is back on version 1, and callers may still see version 2 for up to 2 s.');
  expect(await place.answer()).toBe('{"word":"good one"}');
  expect(Date.now() - started).toBeLessThan(15_000);
});
