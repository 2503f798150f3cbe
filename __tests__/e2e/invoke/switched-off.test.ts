import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FUNCTION, handler, type InvokePlace, invokePlace, KEY } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
  await fetch(`${place.sandbox.url}/api/functions/${FUNCTION}`, {
    method: 'PATCH',
    headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ is_active: false }),
  });
  await place.write({ 'build/index.js': handler('two') });
});
afterEach(() => place.close());

const OFF = 'This run found the function switched off in Invoke: callers get 404, whatever version is active.';

test('`list` says that callers get nothing', async () => {
  const { code, log, summary } = await place.run({ operation: 'list' });
  expect(code).toBe(0);
  expect(log).toContain(OFF);
  expect(summary).toContain('version 1 is live, but the function is switched off');
});

test('a deploy that moves nothing says it too, and leaves it off', async () => {
  const { code, summary } = await place.run({ path: 'build' });
  expect(code).toBe(0);
  expect(summary).toContain('version 1 is still live, but the function is switched off');
  expect(summary).toContain(OFF);
  expect(await place.answer()).toContain('Function not found');
});

test('a deploy that switches says that it switches the function on', async () => {
  const { code, summary } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(0);
  expect(summary).toContain('The switch to version 2 also switches the function on again.');
  expect(summary).not.toContain('but the function is switched off');
  expect(await place.answer()).toBe('{"word":"two"}');
});

test('what is live already stays off, and is not called fine', async () => {
  const { summary } = await place.run({ operation: 'rollback', version: '1' });
  expect(summary).toContain('version 1 was live already, but the function is switched off');
});

test('a probe that meets a function that is off does not stop the deploy', async () => {
  const probe = {
    'probe.url': `${place.sandbox.url}/invoke/${FUNCTION}/`,
    'gate.detect': '50%',
    'probe.expect': 'json.word=two',
  };
  const { code, log } = await place.run({ path: 'build', switch: 'true', ...probe });
  expect(log).not.toContain('The probe cannot pass');
  expect(code).toBe(0);
});
