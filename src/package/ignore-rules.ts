import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { inputError } from '../core/errors.js';
import { formatSize } from './format-size.js';
import { type IgnorePattern, ignorePattern } from './ignore-pattern.js';
import { isWithin } from './locate-path.js';

export const IGNORE_FILE = '.deployignore';

/** Bytes. Every pattern is laid beside every path. */
const MAX_IGNORE_FILE = 256 * 1024;

/** What stays out. `folder` paths are asked before their contents, which are not asked for any more. */
export interface IgnoreRules {
  leavesOut(path: string, folder: boolean): boolean;
}

export interface IgnoreRulesOptions {
  /** the tree's real path */
  root: string;
  workspace: string;
  exclude?: string[];
  /** as the user gave it: relative to the workspace, or else from the tree */
  ignoreFile?: string;
}

/** The patterns of the ignore file, then those of `exclude` (so these can take back the others). Throws `input`. */
export function readIgnoreRules({ root, workspace, exclude = [], ignoreFile }: IgnoreRulesOptions): IgnoreRules {
  const file = ignoreFile ? givenFile(ignoreFile, root, workspace) : join(root, IGNORE_FILE);
  const lines = isFile(file) ? readPatterns(file, workspace).split(/\r?\n/) : [];
  // The list itself is not part of the program. Case counts, as on the machines that functions run on.
  const own = ignoreFile ? basename(file) : IGNORE_FILE;
  const patterns = [...lines, ...exclude].map(ignorePattern).filter((one): one is IgnorePattern => one !== undefined);
  return {
    leavesOut(path, folder) {
      if (!folder && path === own) return true;
      // The last word counts.
      const last = patterns.findLast((pattern) => pattern.matches(path, folder));
      return last !== undefined && !last.takesBack;
    },
  };
}

function readPatterns(file: string, workspace: string): string {
  const real = realpathSync.native(file);
  if (!isWithin(real, realpathSync.native(workspace))) {
    throw inputError(
      'ignore-file',
      file,
      `it lies outside the workspace (${real}).`,
      'Give a file inside the workspace: what is left out must not depend on the machine.',
    );
  }
  const { size } = statSync(real);
  if (size > MAX_IGNORE_FILE) {
    const problem = `has ${formatSize(size)}, more than the ${formatSize(MAX_IGNORE_FILE)} that are read.`;
    throw inputError('ignore-file', file, problem, 'Leave out whole folders rather than single files.');
  }
  return readFileSync(real, 'utf8').replace(/^\ufeff/, '');
}

function givenFile(given: string, root: string, workspace: string): string {
  const places = isAbsolute(given) ? [given] : [resolve(workspace, given), resolve(root, given)];
  const found = places.find(isFile);
  if (found) return found;
  throw inputError('ignore-file', given, 'there is no such file in the workspace.', 'Correct it, or leave it empty.');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
