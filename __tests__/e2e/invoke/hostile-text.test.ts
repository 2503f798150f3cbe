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

test('an annotation shows colours, direction overrides and line ends of others, and obeys none', async () => {
  const message = 'red \u001b[31malert\u001b[0m, \u202egnp.exe, next\u0085line, \u2028 and \u009b31m';
  place.sandbox.fault({ times: 99, kind: 'answer', answer: { status: 403, body: { success: false, message } } });
  const { stdout } = await place.run({ path: 'build', switch: 'true' });
  const [annotation = ''] = stdout.split('\n').filter((line) => line.startsWith('::error'));
  expect(annotation).toContain('alert');
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
});

test('a URL with a password is masked whole, wherever it stands', async () => {
  const url = 'https://me:hunter2-hunter2@probe.example/health';
  const { stdout, summary, log } = await place.run({ path: 'build', switch: 'true', probe: url });
  expect(
    stdout
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::'))
      .join('\n'),
  ).not.toContain('hunter2');
  expect(summary + log).not.toMatch(/hunter2|probe[.]example/);
});
