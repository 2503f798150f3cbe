import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as core from '@actions/core';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A post step gets what was saved as variables, and no program starts with one of more than 128 KiB (MAX_ARG_STRLEN,
 * https://man7.org/linux/man-pages/man2/execve.2.html). What is longer goes into a file.
 */
const MOST_LETTERS = 30_000;

/** Keeps a text for the post step; the newest one counts. */
export function keepForPostStep(name: string, text: string, { RUNNER_TEMP: folder }: Env): void {
  const inFile = text.length > MOST_LETTERS && folder;
  core.saveState(name, inFile ? `${FILE}${writeNew(folder, name, text)}` : text);
}

/** The global one is loaded on use: a refused input does not wait for Node's cryptography. */
function writeNew(folder: string, name: string, text: string): string {
  const file = join(folder, `versioned-deploy-${name}-${globalThis.crypto.randomUUID()}.json`);
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  return file;
}

/** No JSON begins so. */
const FILE = 'file:';

/** What was kept under this name; undefined: nothing. Throws what reading its file throws. */
export function readKept(name: string, env: Env): string | undefined {
  const text = env[`STATE_${name}`];
  return text?.startsWith(FILE) ? readFileSync(text.slice(FILE.length), 'utf8') : text || undefined;
}
