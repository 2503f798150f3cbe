import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DeployError } from '../core/errors.js';

/**
 * The real path of the folder that the archive goes into, made if it is missing. Throws `refused` where that cannot
 * be done.
 */
export async function readyFolder(folder: string): Promise<string> {
  try {
    await make(folder);
    return await realpath(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DeployError('refused', `The package has no place to go: "${folder}" cannot be made (${code}).`, {
      next: 'Set RUNNER_TEMP to a folder that can be written to. Nothing was sent.',
      cause: error,
    });
  }
}

/** Not mkdir's own `recursive`: it never ends below a folder that exists and takes no children, such as /proc. */
async function make(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || (await exists(dirname(folder)))) throw error;
    await make(dirname(folder));
    await mkdir(folder);
  }
}

const exists = (folder: string): Promise<boolean> =>
  realpath(folder).then(
    () => true,
    () => false,
  );
