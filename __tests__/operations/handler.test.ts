import { expect, test } from '@jest/globals';
import type { HandlerSetting, Provider } from '../../src/core/provider.js';
import { memory } from '../support/memory.js';
import { operate } from '../support/operate.js';
import { makePackage } from '../support/package.js';

/** A deploy of these files to a function that calls this. */
async function deploy(files: Record<string, string>, setting: Partial<HandlerSetting>, path = 'build') {
  const world = memory();
  const { open } = world;
  const handler = async () => ({
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    layers: 0,
    variables: [],
    ...setting,
  });
  world.open = (): Provider => ({ ...open(), handler });
  const receipt = await operate({ world, pkg: await makePackage(files) }, { path });
  return { ...receipt.error, notices: receipt.notices, writes: world.writes() };
}

test.each([
  ['build', 'It is in `out/`: did you mean `path: build/out`?', { 'out/index.js': 'x' }],
  ['.', 'It is in `out/`: did you mean `path: out`?', { 'out/index.js': 'x' }],
  [
    'shop.zip',
    'It is in `out/`: make the archive of what is in that folder, not of the folder.',
    { 'out/index.js': 'x' },
  ],
  ['build', 'Correct `path` (or what `exclude` and `.deployignore` leave out)', { 'main.js': 'x' }],
])('a refusal says what to do: %s, %s', async (path, hint, files) => {
  const { kind, next, writes } = await deploy(files as Record<string, string>, {}, path);
  expect([kind, writes]).toEqual(['refused', 0]);
  expect(next).toContain(hint);
  expect(next).toContain('write `allow: handler`');
});

test('a program that is not executable says how to make it one', async () => {
  const { message, next } = await deploy({ bootstrap: 'x' }, { runtime: 'provided.al2023' });
  expect(message).toBe(
    'The function runs on provided.al2023, and the file bootstrap in the package is not executable.',
  );
  expect(next).toContain('`chmod +x bootstrap`');
});

test('what is not sure is a warning, and is published', async () => {
  const { kind, notices, writes } = await deploy({ 'main.js': 'x' }, { layers: 1 });
  expect([kind, writes]).toEqual([undefined, 1]);
  expect(notices.join()).toContain('That may be right all the same: a layer may hold it.');
});
