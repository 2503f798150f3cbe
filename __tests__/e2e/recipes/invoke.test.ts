import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { FUNCTION, type InvokePlace, invokePlace, KEY } from '../../support/invoke.js';
import { given, hurried, recipe } from '../../support/recipes.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
  await place.live('one');
});
afterEach(() => place.close());

function inputs(commit: string) {
  const { url } = place.sandbox;
  const values = {
    'github.sha': commit,
    'vars.INVOKE_URL': url,
    'vars.INVOKE_EXECUTION_URL': url,
    'secrets.INVOKE_API_KEY': KEY,
  };
  const found = hurried(given(recipe('Invoke: switch, probe, switch back').ours[0], values));
  expect(found.probe).toContain(FUNCTION);
  // Where the sandbox is, the place says already.
  return { ...found, function: '@demo/sample', invoke: '' };
}

const code = (commit: string) =>
  place.write({ 'build/index.js': `export default (req, res) => res.json({ commit: '${commit}' });\n` });

test('a version that says the right commit stays live', async () => {
  await code('c0ffee');
  const { code: exit, log } = await place.run(inputs('c0ffee'));
  expect([exit, log]).toEqual([0, expect.stringContaining('version 2')]);
  expect(await place.answer()).toBe('{"commit":"c0ffee"}');
});

test('one that fails after it was seen is switched back', async () => {
  await code('c0ffee');
  // One probe of what was live, one that recognises the new version, and then it is not well.
  const answer = { status: 500, body: { message: 'tired' } };
  place.sandbox.fault({ path: '^/invoke/', skip: 2, times: 100, kind: 'answer', answer });
  place.sandbox.clear();
  const { code: exit, summary } = await place.run(inputs('c0ffee'));
  place.sandbox.calm();
  expect(exit).toBe(3);
  expect(summary).toContain('500');
  expect(place.writes().filter(({ path }) => path.includes('switch-version'))).toHaveLength(2);
  expect(await place.answer()).toBe('{"word":"one"}');
});
