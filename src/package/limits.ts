import { inputError } from '../core/errors.js';
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

/** Where the weight of a tree is. */
export interface Scales {
  add(file: { path: string; size: number }): void;
  readonly bytes: number;
  /** heaviest first, with their bytes */
  heaviest(): [string, number][];
}

/**
 * Weighs folders of at most two levels, and packages under node_modules, because "node_modules" alone tells nobody
 * anything.
 */
export function scales(): Scales {
  const sums = new Map<string, number>();
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    add({ path, size }) {
      const folder = folderOf(path);
      sums.set(folder, (sums.get(folder) ?? 0) + size);
      bytes += size;
    },
    heaviest: () => [...sums].sort((a, b) => b[1] - a[1]).slice(0, HEAVIEST),
  };
}

/** Throws `input` when all files together are more than the provider unpacks, with where the weight is. */
export function checkUnpacked({ bytes, heaviest }: Scales, limits: Limits): void {
  const { path, provider, maxUnpackedBytes: max } = limits;
  if (max === undefined || bytes <= max) return;
  const rows = heaviest().map(([folder, size]) => `${shown(folder)} ${sizeText(size)}`);
  throw inputError(
    'path',
    path,
    `its files are ${sizeText(bytes)} together, and ${provider} takes ${sizeText(max)} unpacked (${bytes} of ${max} bytes). The heaviest folders: ${rows.join(', ')}.`,
    'Leave out what the function does not need with `exclude` or `.deployignore`.',
  );
}

/** Passes files on until they are too many; then finds the rest, for the sake of the sentence, and throws `input`. */
export function* weighed<T extends { path: string; size: number }>(files: Iterable<T>, limits: Limits): Generator<T> {
  if (limits.maxUnpackedBytes === undefined) return yield* files;
  const weight = scales();
  for (const file of files) {
    weight.add(file);
    if (weight.bytes <= limits.maxUnpackedBytes) yield file;
  }
  checkUnpacked(weight, limits);
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

function folderOf(path: string): string {
  const parts = path.split('/').slice(0, -1);
  const modules = parts.lastIndexOf('node_modules');
  const depth = modules < 0 ? 2 : modules + (parts[modules + 1]?.startsWith('@') ? 3 : 2);
  return parts.slice(0, depth).join('/') || '.';
}
