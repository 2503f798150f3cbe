import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { DeployError } from '../core/errors.js';

/**
 * The real path of the folder that the archive goes into, made if it is missing. Throws `refused` where that cannot
 * be done.
 */
export function ensureOutputFolder(folder: string): string {
  try {
    makeFolder(folder);
    return realpathSync.native(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DeployError('refused', `The package has no place to go: "${folder}" cannot be made (${code}).`, {
      next: 'Set RUNNER_TEMP to a folder that can be written to. Nothing was sent.',
      cause: error,
    });
  }
}

/** Not mkdir's own `recursive`: it never ends below a folder that exists and takes no children, such as /proc. */
function makeFolder(folder: string): void {
  try {
    // Runners are shared.
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    // Once more from the start: another process may be making the same one.
    makeFolder(folder);
  }
}
