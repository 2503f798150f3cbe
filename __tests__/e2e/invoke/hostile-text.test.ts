import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

const EVIL =
  '| x | <img src=x onerror=alert(1)>\n::set-output name=version::666\n##[add-path]/tmp\n```\n# owned @everyone [a](javascript:1)';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

const commands = (stdout: string): string[] =>
  stdout.split('\n').filter((line) => /^\s*(::set-output|##\[)/.test(line));

test('the error of a build cannot break the summary or command the runner', async () => {
  await place.live('one');
  await place.write({ 'build/index.js': 'export default 1' });
  place.sandbox.set('invoke', { buildFails: EVIL });
  const { code, stdout, stderr, summary, outputs } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(1);
  expect(commands(stdout + stderr)).toEqual([]);
  expect(outputs.version).not.toBe('666');
  expect(summary).not.toMatch(/<img|^# owned/m);
  expect(summary).not.toMatch(/(?<!\w)@everyone/);
});

test('a message of the server cannot command the runner', async () => {
  const path = '^/api/functions\\?';
  place.sandbox.fault({
    path,
    times: 99,
    kind: 'answer',
    answer: { status: 403, body: { success: false, message: EVIL } },
  });
  const { code, stdout, stderr, summary } = await place.run({ path: 'build', switch: 'true' });
  expect(code).toBe(1);
  expect(commands(stdout + stderr)).toEqual([]);
  expect(summary).not.toMatch(/<img/);
});

test('the description and the name of a function cannot inject either', async () => {
  const { stdout, stderr, summary } = await place.run({ path: 'build', description: EVIL, function: `@demo/${EVIL}` });
  expect(commands(stdout + stderr)).toEqual([]);
  expect(summary).not.toMatch(/<img|^# owned/m);
});
