import { FOLDER_MODE } from '../core/file-modes.js';
import type { ManifestEntry } from '../core/model.js';
import { compareUtf8 } from './manifest.js';

/** What a package's tree holds, as far as links need to know. */
export interface TreeNodes {
  /** sorted by path */
  entries: readonly Pick<ManifestEntry, 'path' | 'mode'>[];
  /** where each link points, by its path */
  targets: ReadonlyMap<string, string>;
}

const MOST_HOPS = 40;

/**
 * Why a link must not go in; undefined: it may. It is followed as an unpacked archive would be: step by step, by what
 * is in the package, so what is left out does not count, and a way out of the tree and back in is a way out.
 */
export function linkProblem(link: string, nodes: TreeNodes): string | undefined {
  const target = nodes.targets.get(link) ?? '';
  if (target === '') return 'points at nothing';
  if (isAbsolute(target)) return `points at the absolute path "${target}"`;
  const way: LinkPath = { here: link.split('/').slice(0, -1), ahead: target.split('/'), hops: 1 };
  while (way.ahead.length > 0) {
    const bad = step(way, nodes);
    if (bad) return `points at "${target}", ${bad}`;
  }
  return undefined;
}

interface LinkPath {
  /** the folder reached so far */
  here: string[];
  /** what is still to go */
  ahead: string[];
  /** links followed */
  hops: number;
}

/** One step of the way; answers why it cannot be gone. */
function step(way: LinkPath, nodes: TreeNodes): string | undefined {
  const part = way.ahead.shift() ?? '';
  if (part === '' || part === '.') return undefined;
  if (part === '..') return way.here.pop() === undefined ? 'which is outside of the package' : undefined;
  const path = [...way.here, part].join('/');
  const kind = kindOf(path, nodes.entries);
  if (kind === undefined) return 'which is not in the package';
  if (kind === FOLDER_MODE) return void way.here.push(part);
  const target = nodes.targets.get(path);
  // Only a folder has something behind it.
  if (target === undefined) return way.ahead.length > 0 ? 'which is not in the package' : undefined;
  if (++way.hops > MOST_HOPS) return 'which goes round in a circle';
  if (isAbsolute(target)) return `which leads to the absolute path "${target}"`;
  way.ahead.unshift(...target.split('/'));
  return undefined;
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:/.test(path);

/** The mode of what is at this path; a folder is also what only is above others. */
function kindOf(path: string, entries: TreeNodes['entries']): number | undefined {
  const exact = entries[lowerBound(path, entries)];
  if (exact?.path === path) return exact.mode;
  const below = entries[lowerBound(`${path}/`, entries)];
  return below?.path.startsWith(`${path}/`) ? FOLDER_MODE : undefined;
}

function lowerBound(path: string, entries: TreeNodes['entries']): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(entries[middle]?.path ?? '', path) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
