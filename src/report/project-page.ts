import type { Invocation } from './commands.js';

/** `owner/name#ref` or `github:owner/name#ref`, as npx takes it. */
const SHORTHAND = /^(?:github:)?([\w.-]+\/[\w.-]+?)(?:\.git)?(?:#(.+))?$/;

/**
 * The address of a page of the very code that runs: "docs/permissions.md#by-operation" at its repository and ref.
 * undefined: it runs from a folder, and where that came from is not known.
 */
export function projectPageUrl(page: string, door: Invocation): string | undefined {
  if (door.kind === 'action') {
    if (door.repository === undefined) return undefined;
    return `${door.serverUrl}/${door.repository}/blob/${door.ref ?? 'HEAD'}/${page}`;
  }
  const [, repository, ref = 'HEAD'] = SHORTHAND.exec(door.npx ?? '') ?? [];
  return repository === undefined ? undefined : `https://github.com/${repository}/blob/${ref}/${page}`;
}

/** "See https://github.com/…", or where the page lies in the repository. */
export const seePage = (page: string | undefined, door: Invocation): string | undefined =>
  page === undefined ? undefined : `See ${projectPageUrl(page, door) ?? `${page} of this action’s repository`}.`;
