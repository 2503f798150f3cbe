import { createHash } from 'node:crypto';
import type { Manifest, ManifestEntry } from '../core/model.js';

const SURROGATE = /[\ud800-\udfff]/;

/**
 * Order of the UTF-8 bytes, which is the order of code points. JavaScript's `<` compares UTF-16 units and differs from
 * it only where surrogates (beyond U+FFFF) meet U+E000–U+FFFF.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** One line of the text that the manifest's hash is taken of. A path holds no line feed: check-names.ts refuses it. */
const manifestLine = (entry: ManifestEntry): string =>
  `${entry.mode.toString(8)} ${entry.size} ${entry.sha256} ${entry.path}\n`;

/**
 * The manifest of these entries, in the one order. Its sha256 is taken of a line for each entry
 * (`mode size sha256 path`, the mode in octal), so it says the same whatever compressor wrote the archive.
 */
export function manifestOf(entries: ManifestEntry[]): Manifest {
  entries.sort((a, b) => compareUtf8(a.path, b.path));
  const hash = createHash('sha256');
  let text = '';
  let unpackedBytes = 0;
  for (const entry of entries) {
    unpackedBytes += entry.size;
    text += manifestLine(entry);
    if (text.length > 65_536) {
      hash.update(text);
      text = '';
    }
  }
  return { entries, sha256: hash.update(text).digest('hex'), unpackedBytes };
}
