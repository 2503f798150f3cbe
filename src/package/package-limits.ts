import { inputError } from '../core/errors.js';
import { printableName } from './check-names.js';
import { formatSize } from './format-size.js';

const HEAVIEST_SHOWN = 10;

export interface PackageLimits {
  /** as the user gave it */
  path: string;
  /** the provider's title */
  provider: string;
  maxPackageBytes: number;
  /** bytes of an archive that would go through a bucket, where none is named; absent: there is no such way, or it is taken */
  viaBucket?: number;
  maxUnpackedBytes?: number;
  /** the archive was there already, and is taken as it is */
  ready?: boolean;
}

/** Where the weight of a tree is. */
export interface WeightCounter {
  add(file: { path: string; size: number }): void;
  readonly bytes: number;
  /** heaviest first, with their bytes */
  heaviest(): [string, number][];
}

/**
 * Weighs folders of at most two levels, and packages under node_modules, because "node_modules" alone tells nobody
 * anything.
 */
export function weightCounter(): WeightCounter {
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
    heaviest: () => [...sums].sort((a, b) => b[1] - a[1]).slice(0, HEAVIEST_SHOWN),
  };
}

/** Throws `input` when all files together are more than the provider unpacks, with where the weight is. */
export function checkUnpackedSize({ bytes, heaviest }: WeightCounter, limits: PackageLimits): void {
  const { path, provider, maxUnpackedBytes: max } = limits;
  if (max === undefined || bytes <= max) return;
  const rows = heaviest().map(([folder, size]) => `${printableName(folder)} ${formatSize(size)}`);
  throw inputError(
    'path',
    path,
    `its files are ${formatSize(bytes)} together, and ${provider} takes ${formatSize(max)} unpacked (${bytes} of ${max} bytes). The heaviest folders: ${rows.join(', ')}.`,
    `${leaveOut(limits)}.`,
  );
}

/** Passes files on until there are too many; then counts the rest, so that the error can name the number, and throws `input`. */
export function* limitUnpackedSize<T extends { path: string; size: number }>(
  files: Iterable<T>,
  limits: PackageLimits,
): Generator<T> {
  if (limits.maxUnpackedBytes === undefined) return yield* files;
  const weight = weightCounter();
  for (const file of files) {
    weight.add(file);
    if (weight.bytes <= limits.maxUnpackedBytes) yield file;
  }
  checkUnpackedSize(weight, limits);
}

/** Throws `input` when the archive is larger than the provider takes. */
export function checkPackageSize(bytes: number, limits: PackageLimits): void {
  const { path, provider, maxPackageBytes: max } = limits;
  if (bytes <= max) return;
  throw inputError(
    'path',
    path,
    `the package is ${formatSize(bytes)}, and ${provider} takes ${formatSize(max)} (${bytes} of ${max} bytes).`,
    limits.viaBucket !== undefined && bytes <= limits.viaBucket
      ? `Name a \`bucket\` in the function's region: through it ${provider} takes ${formatSize(limits.viaBucket)}.`
      : limits.ready
        ? `${leaveOut(limits)}.`
        : `${leaveOut(limits)}; \`compression: best\` saves a few percent.`,
  );
}

/** An archive that is there already is taken as it is: what is too much must be left out where it is made. */
const leaveOut = ({ ready }: PackageLimits): string =>
  ready
    ? 'Make the archive without what the function does not need'
    : 'Leave out what the function does not need with `exclude` or `.deployignore`';

function folderOf(path: string): string {
  const parts = path.split('/').slice(0, -1);
  const modules = parts.lastIndexOf('node_modules');
  const depth = modules < 0 ? 2 : modules + (parts[modules + 1]?.startsWith('@') ? 3 : 2);
  return parts.slice(0, depth).join('/') || '.';
}
