import type { FileChange } from '../core/diff.js';
import { FOLDER_MODE, LINK_MODE } from '../core/file-modes.js';

/**
 * Makes one row of a file that is gone and a new one with the same content: it was renamed. Each file takes part in one
 * rename at most, and of several with the same content those with the same name in another folder belong together.
 * The cost grows with the number of changes, however many of them have the same content.
 */
export function joinRenames(changes: readonly FileChange[]): FileChange[] {
  const gone = changes.filter(({ after }) => !after);
  const fresh = changes.filter(({ before }) => !before);
  const oldOf = new Map<FileChange, FileChange>();
  for (const keyOf of [contentAndName, content]) {
    const taken = new Set(oldOf.values());
    const free = groupBy(
      gone.filter((one) => !taken.has(one)),
      keyOf,
    );
    for (const change of fresh) {
      const key = oldOf.has(change) ? undefined : keyOf(change);
      const old = key === undefined ? undefined : free.get(key)?.pop();
      if (old) oldOf.set(change, old);
    }
  }
  const renamed = new Set(oldOf.values());
  return changes.filter((change) => !renamed.has(change)).map((change) => withOld(change, oldOf.get(change)));
}

const withOld = (change: FileChange, old: FileChange | undefined): FileChange =>
  old ? { ...change, before: old.before, renamedFrom: old.path } : change;

/** The last of a group is taken first, so each is filled from behind: what comes first by path is taken first. */
function groupBy(changes: FileChange[], keyOf: (change: FileChange) => string | undefined): Map<string, FileChange[]> {
  const groups = new Map<string, FileChange[]>();
  for (const change of changes.reverse()) {
    const key = keyOf(change);
    const group = key === undefined ? undefined : groups.get(key);
    if (group) group.push(change);
    else if (key !== undefined) groups.set(key, [change]);
  }
  return groups;
}

/** undefined: says nothing. Empty files and folders are all alike; a link is not the file that holds its target's name. */
function content({ before, after }: FileChange): string | undefined {
  const side = before ?? after;
  if (!side || side.size === 0 || side.mode === FOLDER_MODE) return undefined;
  return `${side.mode === LINK_MODE ? 'link' : 'file'} ${side.sha256}`;
}

function contentAndName(change: FileChange): string | undefined {
  const key = content(change);
  return key && `${key} ${change.path.slice(change.path.lastIndexOf('/') + 1)}`;
}
