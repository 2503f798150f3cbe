import { realpathSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { isWithin } from './locate-path.js';

/** Does this path end at a folder, links followed? A link to nowhere does not. */
export function endsAtFolder(full: string): boolean {
  try {
    return statSync(full).isDirectory();
  } catch {
    return false;
  }
}

export interface FollowedLink {
  /** where the link ends, below the root, with forward slashes */
  path: string;
  /** the real folders that the way to here led through by links: none of them may come again */
  above: readonly string[];
}

/**
 * Goes where a link leads, for a vendor whose unzipper knows no links. Throws a text that says why it must not go in:
 * it leads out of the tree, nowhere, or into a folder that it stands in (and so would never end).
 */
export function followLink(root: string, path: string, above: readonly string[]): FollowedLink {
  const full = `${root}/${path}`;
  const real = realOf(full);
  if (!isWithin(real, root)) throw new Error('leads out of the folder');
  const passed = [...above, realpathSync(full.slice(0, full.lastIndexOf('/')))];
  if (passed.some((folder) => isWithin(folder, real))) throw new Error('leads to a folder that it stands in itself');
  return { path: relative(root, real).split(sep).join('/'), above: passed };
}

function realOf(full: string): string {
  try {
    return realpathSync(full);
  } catch (error) {
    throw new Error((error as NodeJS.ErrnoException).code === 'ELOOP' ? 'goes round in a circle' : 'leads nowhere');
  }
}
