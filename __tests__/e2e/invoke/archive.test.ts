import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { handler, type InvokePlace, invokePlace } from '../../support/invoke.js';

let place: InvokePlace;
beforeEach(async () => {
  place = await invokePlace();
});
afterEach(() => place.close());

test('a ready .tgz is shipped as it is', async () => {
  await place.write({ 'build/index.js': handler('packed') });
  execFileSync('tar', ['-czf', 'app.tgz', '-C', 'build', '.'], { cwd: place.cwd });
  const { code, outputs } = await place.run({ path: 'app.tgz', switch: 'true' });
  expect(code).toBe(0);
  const bytes = await readFile(path.join(place.cwd, 'app.tgz'));
  expect(outputs['package-sha256']).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(await place.answer()).toBe('{"word":"packed"}');
});

test('the same files in another workspace give the same bytes', async () => {
  const other = await invokePlace();
  try {
    const files = { 'build/index.js': handler('same'), 'build/lib/a.txt': 'a', 'build/ä/b.txt': 'b' };
    await place.write(files);
    await other.write(Object.fromEntries(Object.entries(files).reverse()));
    const runs = [await place.run({ path: 'build' }), await other.run({ path: 'build' }, { TZ: 'Asia/Tokyo' })];
    const [one, two] = runs.map(({ outputs }) => outputs['package-sha256']);
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(two).toBe(one);
  } finally {
    await other.close();
  }
});

test('what .deployignore and exclude name is left out', async () => {
  await place.write({ 'build/.deployignore': '*.map\n', 'build/a.map': '{}', 'build/notes/todo.md': 'x' });
  const { outputs } = await place.run({ path: 'build', exclude: 'notes/' });
  expect(outputs.files).toBe('2');
});
