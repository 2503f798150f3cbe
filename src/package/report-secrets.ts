import { inputError } from '../core/errors.js';
import { FOLDER_MODE } from '../core/file-modes.js';
import type { Log } from '../core/log.js';
import type { ManifestEntry, SecretsPolicy } from '../core/model.js';
import { isSecretName } from '../core/secret-patterns.js';
import { printableName } from './check-names.js';
import { compareUtf8 } from './manifest.js';

const SHOWN = 10;

export interface SecretFindings {
  /** as the user gave it */
  path: string;
  entries: readonly ManifestEntry[];
  /** paths whose content is a secret */
  secrets: readonly string[];
  /** every `.git` that was left out */
  git: readonly string[];
  /** the archive was there already, and is taken as it is */
  ready?: boolean;
}

/** Says (or, by policy, refuses) that the package holds what should not ship. Names paths, never content. Throws `input`. */
export function reportSecrets(
  { path, entries, secrets, git, ready }: SecretFindings,
  policy: SecretsPolicy,
  log: Log,
): void {
  if (policy === 'allow') return;
  const leaveOut = ready ? 'Make the archive without it' : 'Leave it out with `exclude` or `.deployignore`';
  const named = entries
    .filter((entry) => entry.mode !== FOLDER_MODE && isSecretName(entry.path))
    .map((entry) => entry.path);
  const found = [...new Set([...named, ...secrets])].sort(compareUtf8);
  if (policy === 'refuse' && found.length + git.length > 0) {
    const what = list([...git, ...found]);
    throw inputError(
      'path',
      path,
      `it holds what should not ship: ${what}.`,
      `${leaveOut}, or set \`secrets: allow\`.`,
    );
  }
  if (git.length > 0) log.notice(`${list(git)} is left out of the package.`);
  if (found.length === 0) return;
  log.warning(
    `The package holds what should not ship: ${list(found)}. ${leaveOut}; \`secrets: refuse\` makes this an error, use \`secrets: allow\` if this is intended.`,
  );
}

function list(paths: readonly string[]): string {
  const head = paths.slice(0, SHOWN).map(printableName).join(', ');
  return paths.length > SHOWN ? `${head} and ${paths.length - SHOWN} more` : head;
}
