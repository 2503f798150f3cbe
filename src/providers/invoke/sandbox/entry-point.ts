import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

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
 * Throws when there is no entry point.
 */
export async function prepareEntry(dir: string): Promise<void> {
  const entry = await entryOf(dir);
  const known = await packageJson(dir);
  if (!entry.endsWith('.js') || known.type !== undefined) return;
  if (!/^\s*(export|import)\b/m.test(await readFile(entry, 'utf8'))) return;
  await writeFile(path.join(dir, 'package.json'), JSON.stringify({ ...known, type: 'module' }));
}

async function packageJson(dir: string): Promise<Record<string, unknown>> {
  const text = await readFile(path.join(dir, 'package.json'), 'utf8').catch(() => '{}');
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
