import { execFile } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';

const CANDIDATES = ['index.js', 'main.js'];

/** The file that holds the handler, as a JavaScript function is built: `main` of package.json, or one of two names. Throws when there is none. */
export async function entryOf(dir: string): Promise<string> {
  const { main } = await packageJson(dir);
  for (const name of typeof main === 'string' ? [main, ...CANDIDATES] : CANDIDATES) {
    const file = path.resolve(dir, name);
    if (!file.startsWith(dir + path.sep)) continue;
    const there = await access(file).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  throw new Error('No entry point found. Expected "main" field in package.json or one of index.js, main.js');
}

/**
 * The real runtime takes `export default` in any .js file. Node asks package.json first, and older ones only that.
 * Returns the entry point; throws when there is none.
 */
export async function prepareEntry(dir: string): Promise<string> {
  const entry = await entryOf(dir);
  const known = await packageJson(dir);
  if (!entry.endsWith('.js') || known.type !== undefined) return entry;
  if (!/^\s*(export|import)\b/m.test(await readFile(entry, 'utf8'))) return entry;
  await writeFile(path.join(dir, 'package.json'), JSON.stringify({ ...known, type: 'module' }));
  return entry;
}

/** Would the bundler take it? Most files are told at once; the others are asked of Node, in a process of its own. */
export async function parses(file: string): Promise<boolean> {
  if (!/\.[cm]?js$/.test(file) || isScript(withoutModuleWords(await readFile(file, 'utf8')))) return true;
  return promisify(execFile)(process.execPath, ['--check', file], { env: {}, timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

const withoutModuleWords = (text: string): string =>
  text
    .replace(/^import\b[^'"();]*(['"])[^'"]+\1;?$/gm, '')
    .replace(/^export default /gm, 'module.exports = ')
    .replace(/^export (?=(async|class|const|function|let|var)\b)/gm, '');

function isScript(text: string): boolean {
  try {
    // Only parsed: nothing of it runs.
    new Script(`async () => {${text}\n}`);
    return true;
  } catch {
    return false;
  }
}

async function packageJson(dir: string): Promise<Record<string, unknown>> {
  const text = await readFile(path.join(dir, 'package.json'), 'utf8').catch(() => '{}');
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
