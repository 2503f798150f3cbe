import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';

const ROOT = process.cwd();
const page = readFileSync(path.join(ROOT, 'docs', 'add-a-provider.md'), 'utf8').replaceAll('\r\n', '\n');
let copy: string;

/** File → its blocks on the page, without the indent of the list. */
function blocks(): [string, string][] {
  const found = [...page.matchAll(/^ {3}```ts\n {3}\/\/ (\S+)\n([\s\S]*?)^ {3}```/gm)];
  return found.map(([, file = '', text = '']) => [file, text.replace(/^ {3}/gm, '')]);
}

/** Does what the page says: writes its files, and adds the entry with its imports to the registry. */
function follow(): void {
  for (const [file, text] of blocks()) {
    const target = path.join(copy, file);
    if (file !== 'src/providers/index.ts') {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
      continue;
    }
    const [imports = '', entry = ''] = text.split(/\n\n/);
    const registry = readFileSync(target, 'utf8');
    const added = registry.replace(
      "  'aws-lambda': defineProvider({",
      `${entry.trimEnd()}\n  'aws-lambda': defineProvider({`,
    );
    writeFileSync(target, `${imports}\n${added}`);
  }
}

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'add-a-provider-'));
  for (const name of ['src', 'tsconfig.json', 'package.json']) {
    cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  follow();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('the page has all that a provider needs', () => {
  const names = ['capabilities.ts', 'inputs.ts', 'check.ts', 'index.ts'].map((name) => `src/providers/toy/${name}`);
  expect(blocks().map(([file]) => file)).toEqual([...names, 'src/providers/index.ts']);
});

test('a provider that follows the page has the right types, and touches its folder and the registry only', () => {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(() =>
    execFileSync(process.execPath, [tsc, '--noEmit', '-p', copy], { cwd: copy, encoding: 'utf8' }),
  ).not.toThrow();
});

test('a provider that follows the page deploys, and reads its own input', async () => {
  const out = path.join(copy, 'out');
  const run = { entryPoints: [path.join(copy, 'src', 'main.ts')], outdir: out, bundle: true, splitting: true };
  await build({ ...run, platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent' });
  mkdirSync(path.join(copy, 'build'));
  writeFileSync(path.join(copy, 'build', 'index.js'), 'export const n = 1;\n');
  const cli = (...args: string[]) => {
    const env = { PATH: process.env.PATH };
    try {
      const all = [path.join(out, 'main.js'), ...args];
      return {
        code: 0,
        text: execFileSync(process.execPath, all, { cwd: copy, env, encoding: 'utf8', stdio: 'pipe' }),
      };
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: string };
      return { code: status, text: stdout };
    }
  };
  const deployed = cli(
    'deploy',
    '--provider',
    'toy',
    '--function',
    'bear',
    '--toy',
    'top',
    '--path',
    'build',
    '--switch',
  );
  expect(deployed).toEqual({ code: 0, text: expect.stringContaining('version 1 is live') });
  const refused = cli('deploy', '--provider', 'toy', '--function', 'bear', '--path', 'build');
  expect(refused).toEqual({ code: 2, text: expect.stringContaining('`toy.shelf` is missing') });
});
