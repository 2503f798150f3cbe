import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import ignore from 'ignore';
import { inputError } from '../core/errors.js';

export const IGNORE_FILE = '.deployignore';

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
  const text = isFile(file) ? readFileSync(file, 'utf8') : '';
  // The list itself is not part of the program. Case counts, as on the machines that functions run on.
  const own = ignoreFile ? basename(file) : IGNORE_FILE;
  const patterns = ignore({ ignorecase: false }).add(text).add(exclude);
  const some = text.trim() !== '' || exclude.length > 0;
  return {
    leavesOut(path, folder) {
      if (!folder && path === own) return true;
      return some && patterns.ignores(folder ? `${path}/` : path);
    },
  };
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
