import { readFileSync } from 'node:fs';
import * as core from '@actions/core';
import type { Log } from '../core/log.js';
import { orWarn, writePrivateFile } from './runner-files.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A post step gets what was saved as variables, and no program starts with one of more than 128 KiB (MAX_ARG_STRLEN,
 * https://man7.org/linux/man-pages/man2/execve.2.html). What is longer goes into a file.
 */
const MOST_LETTERS = 30_000;

/**
 * Keeps a text for the post step; the newest one counts. What the disk refuses is a warning: a full one must not stop a
 * way back.
 */
export function keepForPostStep(name: string, text: string, { RUNNER_TEMP: folder }: Env, log: Log): void {
  orWarn('The state for the post step', log, () => {
    const inFile = text.length > MOST_LETTERS && folder;
    core.saveState(name, inFile ? `${FILE}${writePrivateFile(folder, name, 'json', text)}` : text);
  });
}

/** No JSON begins so. */
const FILE = 'file:';

/** What was kept under this name; undefined: nothing. Throws what reading its file throws. */
export function readKept(name: string, env: Env): string | undefined {
  const text = env[`STATE_${name}`];
  return text?.startsWith(FILE) ? readFileSync(text.slice(FILE.length), 'utf8') : text || undefined;
}
