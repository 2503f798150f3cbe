import { byUtf8, FOLDER } from './manifest.js';

/** What a package's tree holds, as far as links need to know. Sorted by path. */
export interface Node {
  path: string;
  mode: number;
  /** of a link: where it points */
  target?: string;
}

const MOST_HOPS = 40;

/**
 * Why a link must not go in; undefined: it may. It is followed as an unpacked archive would be: step by step, by what
 * is in the package, so what is left out does not count, and a way out of the tree and back in is a way out.
 */
export function badLink(link: Node, nodes: readonly Node[]): string | undefined {
  const target = link.target ?? '';
  if (target === '') return 'points at nothing';
  if (isAbsolute(target)) return `points at the absolute path "${target}"`;
  const way: Way = { here: link.path.split('/').slice(0, -1), ahead: target.split('/'), hops: 1 };
  while (way.ahead.length > 0) {
    const bad = step(way, nodes);
    if (bad) return `points at "${target}", ${bad}`;
  }
  return undefined;
}

interface Way {
  /** the folder reached so far */
  here: string[];
  /** what is still to go */
  ahead: string[];
  /** links followed */
  hops: number;
}

/** One step of the way; answers why it cannot be gone. */
function step(way: Way, nodes: readonly Node[]): string | undefined {
  const part = way.ahead.shift() ?? '';
  if (part === '' || part === '.') return undefined;
  if (part === '..') return way.here.pop() === undefined ? 'which is outside of the package' : undefined;
  const node = find([...way.here, part].join('/'), nodes);
  if (node === undefined) return 'which is not in the package';
  if (node === 'folder') return void way.here.push(part);
  // Only a folder has something behind it.
  if (node.target === undefined) return way.ahead.length > 0 ? 'which is not in the package' : undefined;
  if (++way.hops > MOST_HOPS) return 'which goes round in a circle';
  if (isAbsolute(node.target)) return `which leads to the absolute path "${node.target}"`;
  way.ahead.unshift(...node.target.split('/'));
  return undefined;
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:/.test(path);

/** The node of this path; `folder` when it only is above others. */
function find(path: string, nodes: readonly Node[]): Node | 'folder' | undefined {
  const exact = nodes[lowerBound(path, nodes)];
  if (exact?.path === path) return exact.mode === FOLDER ? 'folder' : exact;
  const below = nodes[lowerBound(`${path}/`, nodes)];
  return below?.path.startsWith(`${path}/`) ? 'folder' : undefined;
}

function lowerBound(path: string, nodes: readonly Node[]): number {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byUtf8((nodes[middle] as Node).path, path) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
