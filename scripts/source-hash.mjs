import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** In dist: what it was made of. */
export const HASH_FILE = 'source.sha256';

/** Everything that decides what dist holds, besides the compilers' versions (which the lock file has). */
const MADE_OF = ['src', 'native/COPYING', 'tsconfig.json', 'package-lock.json', 'scripts/bundle.mjs'];
const ALSO = ['scripts/light-actions-core.mjs', 'scripts/source-hash.mjs'];

/** Hex sha256 over names and contents. Line ends do not count, so that it is the same on every system. */
export function sourceHash(root) {
  const hash = createHash('sha256');
  for (const name of [...MADE_OF, ...ALSO].flatMap((part) => filesOf(root, part)).sort()) {
    const text = readFileSync(path.join(root, name), 'latin1').replaceAll('\r\n', '\n');
    hash.update(`${name}\0${text.length}\0${text}`, 'latin1');
  }
  return hash.digest('hex');
}

function filesOf(root, part) {
  const from = path.join(root, part);
  if (!existsSync(from)) return [];
  if (path.extname(part) !== '' || !part.startsWith('src')) return [part];
  const names = readdirSync(from, { recursive: true }).map(String);
  return names.filter((name) => name.endsWith('.ts')).map((name) => path.posix.join(part, name.replaceAll('\\', '/')));
}

/** What to do before dist can be believed; undefined: it is what src makes. Takes some 20 ms. */
export function staleDist(root) {
  const file = path.join(root, 'dist', HASH_FILE);
  const made = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'nothing';
  if (made === sourceHash(root)) return undefined;
  return 'dist is older than src, so this would test what is not there any more. Run: npm run bundle';
}
