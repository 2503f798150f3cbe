import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { inputError } from '../core/errors.js';

export interface Place {
  /** real and absolute */
  path: string;
  folder: boolean;
}

/** Where `path` really is. Throws `input` when there is nothing, or it is outside the workspace. */
export async function locate(path: string, workspace: string): Promise<Place> {
  if (path.trim() === '')
    throw inputError(
      'path',
      path,
      'nothing is given.',
      'Give the folder of the build output, or a ready .zip or .tgz.',
    );
  const given = resolve(workspace, path);
  const real = await realpath(given).catch(() => undefined);
  if (real === undefined) {
    throw inputError(
      'path',
      path,
      `there is no such file or folder (looked for ${given}).`,
      'Build first, or correct the path: it is seen from the workspace.',
    );
  }
  if (!isWithin(real, await realpath(workspace))) {
    throw inputError(
      'path',
      path,
      `it lies outside the workspace (${real}).`,
      'Give a path inside the workspace: what is deployed must come from this job.',
    );
  }
  const found = await stat(real);
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

/** Is `path` the folder or inside of it? Both are real paths. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
