import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DeployError } from '../core/errors.js';
import type { Ask } from './ask.js';

export interface NewFile {
  /** from the root of the checkout, with slashes */
  name: string;
  text: string;
}

/**
 * Writes files that are not there. One that is there is overwritten only with `force`, or when a person says so; without
 * anyone to ask, nothing is written at all. Returns the names of those that were written. Throws `refused`.
 */
export async function writeFiles(
  root: string,
  files: readonly NewFile[],
  { force, ask }: { force: boolean; ask?: Ask },
): Promise<string[]> {
  const there = files.filter(({ name }) => existsSync(join(root, name)));
  if (there.length > 0 && !force && !ask) {
    const names = there.map(({ name }) => name).join(', ');
    throw new DeployError(
      'refused',
      `Nothing was written: ${names} ${there.length === 1 ? 'is' : 'are'} there already.`,
      {
        next: 'Give --force to overwrite, --workflows to choose what is written, or --dry-run to see it.',
      },
    );
  }
  const written: string[] = [];
  for (const { name, text } of files) {
    const mayWrite = force || !there.some((one) => one.name === name) || (ask && (await agrees(ask, name)));
    if (!mayWrite) continue;
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    // `wx`: what appeared since is not overwritten either.
    writeFileSync(path, text, { flag: there.some((one) => one.name === name) ? 'w' : 'wx' });
    written.push(name);
  }
  return written;
}

const agrees = async (ask: Ask, name: string): Promise<boolean> =>
  /^y(es)?$/i.test(await ask(`${name} is there already. Overwrite it (yes or no)?`, 'no'));
