import { inputError } from '../core/errors.js';
import type { ManifestEntry } from '../core/model.js';
import { shown } from './names.js';
import { sizeText } from './size.js';

const HEAVIEST = 10;

export interface Limits {
  /** as the user gave it */
  path: string;
  /** the provider's title */
  provider: string;
  maxPackageBytes: number;
  maxUnpackedBytes?: number;
}

/** Throws `input` when all files together are more than the provider unpacks, with where the weight is. */
export function checkUnpacked(
  entries: readonly Pick<ManifestEntry, 'path' | 'size'>[],
  bytes: number,
  limits: Limits,
): void {
  const { path, provider, maxUnpackedBytes: max } = limits;
  if (max === undefined || bytes <= max) return;
  const rows = heaviest(entries).map(([folder, size]) => `${shown(folder)} ${sizeText(size)}`);
  throw inputError(
    'path',
    path,
    `its files are ${sizeText(bytes)} together, and ${provider} takes ${sizeText(max)} unpacked (${bytes} of ${max} bytes). The heaviest folders: ${rows.join(', ')}.`,
    'Leave out what the function does not need with `exclude` or `.deployignore`.',
  );
}

/** Throws `input` when the archive is larger than the provider takes. */
export function checkPackage(bytes: number, limits: Limits): void {
  const { path, provider, maxPackageBytes: max } = limits;
  if (bytes <= max) return;
  throw inputError(
    'path',
    path,
    `the package is ${sizeText(bytes)}, and ${provider} takes ${sizeText(max)} (${bytes} of ${max} bytes).`,
    'Leave out what the function does not need with `exclude` or `.deployignore`; `compression: best` saves a few percent.',
  );
}

/**
 * The folders where the weight is, heaviest first: of at most two levels, and of packages under node_modules,
 * because "node_modules" alone tells nobody anything.
 */
export function heaviest(entries: readonly Pick<ManifestEntry, 'path' | 'size'>[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { path, size } of entries) {
    const folder = folderOf(path);
    sums.set(folder, (sums.get(folder) ?? 0) + size);
  }
  return [...sums].sort((a, b) => b[1] - a[1]).slice(0, HEAVIEST);
}

function folderOf(path: string): string {
  const parts = path.split('/').slice(0, -1);
  const modules = parts.lastIndexOf('node_modules');
  const depth = modules < 0 ? 2 : modules + (parts[modules + 1]?.startsWith('@') ? 3 : 2);
  return parts.slice(0, depth).join('/') || '.';
}
