import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DeployError } from '../../src/core/errors.js';
import { silentLog } from '../../src/core/log.js';
import { makePackage } from '../../src/package/make-package.js';

let home: string;
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'follow-')));
  await mkdir(join(home, 'tree'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function tree(files: Record<string, string>, links: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(home, 'tree', name)), { recursive: true });
    await writeFile(join(home, 'tree', name), content);
  }
  for (const [name, target] of Object.entries(links)) await symlink(target, join(home, 'tree', name));
}

const pack = (followLinks = true) =>
  makePackage({
    ...{ path: 'tree', workspace: home, outDir: join(home, 'out'), formats: ['zip'], provider: 'Invoke' },
    ...{ compression: 'default', secrets: 'warn', maxPackageBytes: 1e8, followLinks, log: silentLog },
  });

test('what links point at goes in, files and whole folders, as if it stood there', async () => {
  await tree({ 'lib/a.js': 'a', 'index.js': 'i' }, { 'b.js': 'lib/a.js', same: 'lib' });
  const linked = await pack();
  expect(linked.manifest.entries.map(({ path, mode }) => `${path} ${mode.toString(8)}`)).toEqual([
    'b.js 644',
    'index.js 644',
    'lib/a.js 644',
    'same/a.js 644',
  ]);
  await rm(join(home, 'tree'), { recursive: true });
  await tree({ 'lib/a.js': 'a', 'index.js': 'i', 'b.js': 'a', 'same/a.js': 'a' }, {});
  expect((await pack()).sha256).toBe(linked.sha256);
});

test('without following, links stay links', async () => {
  await tree({ 'a.js': 'a' }, { 'b.js': 'a.js' });
  const { manifest } = await pack(false);
  expect(manifest.entries.map(({ mode }) => mode.toString(8))).toEqual(['644', '120777']);
});

test.each([
  ['out of the tree', '../secret.txt', 'leads out of the folder'],
  ['to nowhere', 'missing.js', 'leads nowhere'],
  ['to itself', 'bad', 'goes round in a circle'],
  ['to the folder it stands in', '.', 'a folder that it stands in itself'],
])('a link %s is refused', async (_, target, why) => {
  await writeFile(join(home, 'secret.txt'), 'hush');
  await tree({ 'a.js': 'a' }, { bad: target });
  const refused = await pack().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DeployError);
  expect(refused).toMatchObject({ kind: 'input', message: expect.stringContaining(why) });
});

test('two folders that link into each other are refused, not walked for ever', async () => {
  await tree({ 'a/x.js': 'x', 'b/y.js': 'y' }, { 'a/to-b': '../b', 'b/to-a': '../a' });
  await expect(pack()).rejects.toMatchObject({ kind: 'input' });
});
