import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

test('the temp folder holds the package and the summary, and nothing else', async () => {
  const { outputs } = await place.live('one');
  const expected = [outputs['package-path'], outputs['summary-path']].map((file) => path.basename(file ?? ''));
  expect((await readdir(place.temp)).sort()).toEqual(expected.sort());
});

test('a failed run leaves no half archive behind', async () => {
  await place.write({ 'build/.env': 'TOKEN=1' });
  const { code } = await place.run({ path: 'build', secrets: 'refuse' });
  expect(code).toBe(2);
  expect((await readdir(place.temp)).filter((name) => !name.endsWith('.md'))).toEqual([]);
});

test('what is left there is for its owner alone, under names that nobody can guess', async () => {
  const first = await place.live('one');
  const second = await place.live('two');
  for (const name of ['package-path', 'summary-path'] as const) {
    const [one, two] = [first.outputs[name] ?? '', second.outputs[name] ?? ''];
    expect(path.basename(one)).toMatch(/[-0-9a-f]{8}[.]\w+$/);
    expect(path.basename(one)).not.toBe(path.basename(two));
    if (process.platform !== 'win32') expect((await stat(one)).mode & 0o077).toBe(0);
  }
});

test.each([
  ['RUNNER_TEMP', 'no copy of the summary'],
  ['GITHUB_OUTPUT', 'no outputs'],
  ['GITHUB_STEP_SUMMARY', 'no summary'],
  ['GITHUB_STATE', 'post step'],
])('where %s cannot be written to, a rollback says so first, and goes on to its end', async (name, loss) => {
  const { version } = (await place.live('one')).outputs;
  await place.live('two');
  await writeFile(path.join(place.cwd, 'a-file'), '');
  const { code, stdout } = await place.run(
    { operation: 'rollback', version: version ?? '' },
    { [name]: path.join(place.cwd, 'a-file', 'nowhere') },
  );
  expect(stdout).toMatch(new RegExp(`::warning::${name} is ".*", which cannot be written to .ENOTDIR.: .*${loss}`));
  expect(stdout).not.toMatch(/^ +at |should not happen/m);
  expect(code).toBe(0);
  expect(await place.answer()).toContain('one');
});
