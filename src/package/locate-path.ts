import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { inputError } from '../core/errors.js';

export interface LocatedPath {
  /** real and absolute */
  path: string;
  folder: boolean;
}

/** Where `path` really is. Throws `input` when there is nothing, or it is outside the workspace. */
export function locatePath(path: string, workspace: string): LocatedPath {
  if (path.trim() === '')
    throw inputError(
      'path',
      path,
      'nothing is given.',
      'Give the folder of the build output, or a ready .zip or .tgz.',
    );
  const given = resolve(workspace, path);
  const real = realpathOf(given);
  if (real === undefined) {
    throw inputError(
      'path',
      path,
      `there is no such file or folder (looked for ${given}).`,
      'Build first, or correct the path: it is relative to the workspace.',
    );
  }
  if (!isWithin(real, realpathSync.native(workspace))) {
    throw inputError(
      'path',
      path,
      `it lies outside the workspace (${real}).`,
      'Give a path inside the workspace: what is deployed must come from this job.',
    );
  }
  const found = statSync(real);
  if (!found.isDirectory() && !found.isFile()) {
    throw inputError(
      'path',
      path,
      'it is neither a folder nor a file.',
      'Give the folder of the build output, or a ready .zip or .tgz.',
    );
  }
  return { path: real, folder: found.isDirectory() };
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** Is `path` the folder or inside of it? Both are real paths. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
