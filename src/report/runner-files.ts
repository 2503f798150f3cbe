import { accessSync, constants, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../core/log.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Writes a new file for its owner alone, under a name that nobody can guess: runners are shared, and what somebody has
 * planted there must not be followed. Returns its path; throws what the disk says. (The global `crypto` is loaded on use:
 * a refused input does not wait for Node's cryptography.)
 */
export function writePrivateFile(folder: string, name: string, extension: string, text: string): string {
  const file = join(folder, `versioned-deploy-${name}-${globalThis.crypto.randomUUID()}.${extension}`);
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  return file;
}

const FILES = {
  RUNNER_TEMP: 'no copy of the summary is kept there',
  GITHUB_OUTPUT: 'later steps get no outputs',
  GITHUB_STEP_SUMMARY: 'the run gets no summary',
  GITHUB_STATE: 'the post step cannot finish what a killed run leaves',
};

/** Says, before anything is sent, which of the runner's files will not take what is reported in the end. */
export function warnOfUnwritableFiles(env: Env, { warning }: Pick<Log, 'warning'>): void {
  for (const [name, loss] of Object.entries(FILES)) {
    const path = env[name];
    const why = path ? problemOf(path) : undefined;
    if (why) warning(`${name} is "${path}", which cannot be written to (${why}): ${loss}.`);
  }
}

function problemOf(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** Reports after the move: what the disk refuses is a warning, and the rest is still said. */
export function orWarn<T>(what: string, { warning }: Pick<Log, 'warning'>, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    warning(`${what} could not be written (${code}).`);
    return undefined;
  }
}
