import { EXECUTABLE_MODE, FOLDER_MODE, LINK_MODE, PLAIN_MODE } from '../core/file-modes.js';
import type { ManifestEntry } from '../core/model.js';
import { linkProblem } from './check-links.js';
import { printableName, unsafeNameProblem } from './check-names.js';
import { compareUtf8 } from './manifest.js';

/** Why an archive is refused: the rest of a sentence that begins with it. */
export class BadArchive extends Error {}

/** No function service takes a tenth of it: whoever declares more unpacks a bomb. */
export const ABSURD_BYTES = 10 * 1024 ** 3;

/** What reading an archive brought. */
export interface ArchiveContents {
  entries: ManifestEntry[];
  /** paths whose content is a secret */
  secrets: string[];
}

export interface EntryCollector {
  /** Called before the content is read: throws BadArchive for a name, a kind or a sum that must not be. */
  expect(path: string, size: number): void;
  add(entry: ManifestEntry, target?: string): void;
  secret(path: string): void;
  /** Throws BadArchive for links that lead out. Folders that hold something are not entries, as in a tree's manifest. */
  contents(): ArchiveContents;
}

/** The mode as a manifest has it; undefined: a kind that must not be in a package. Zero bits mean a plain file. */
export function manifestMode(unix: number): number | undefined {
  const type = unix & 0o170000;
  if (type === 0o120000) return LINK_MODE;
  if (type === 0o040000) return FOLDER_MODE;
  if (type !== 0 && type !== 0o100000) return undefined;
  return unix & 0o100 ? EXECUTABLE_MODE : PLAIN_MODE;
}

export function createEntryCollector(): EntryCollector {
  const found = new Map<string, ManifestEntry>();
  const targets = new Map<string, string>();
  const secrets: string[] = [];
  let bytes = 0;
  return {
    expect(path, size) {
      const bad = unsafeNameProblem(path);
      if (bad) throw new BadArchive(`holds "${printableName(path)}", and ${bad}`);
      if (found.has(path)) throw new BadArchive(`holds "${printableName(path)}" twice`);
      bytes += size;
      if (bytes > ABSURD_BYTES) throw new BadArchive(`unpacks to more than ${ABSURD_BYTES} bytes`);
    },
    add(entry, target) {
      found.set(entry.path, entry);
      if (target !== undefined) targets.set(entry.path, target);
    },
    secret: (path) => void secrets.push(path),
    contents: () => ({ entries: checkedEntries(found, targets), secrets }),
  };
}

function checkedEntries(found: Map<string, ManifestEntry>, targets: Map<string, string>): ManifestEntry[] {
  const parents = new Set<string>();
  for (const path of found.keys()) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1))
      parents.add(path.slice(0, cut));
  }
  const entries = [...found.values()]
    .filter((entry) => entry.mode !== FOLDER_MODE || !parents.has(entry.path))
    .sort((a, b) => compareUtf8(a.path, b.path));
  const both = entries.find(({ path }) => parents.has(path));
  if (both) throw new BadArchive(`holds "${printableName(both.path)}" as a file and as a folder`);
  for (const path of targets.keys()) {
    const bad = linkProblem(path, { entries, targets });
    if (bad) throw new BadArchive(`holds "${printableName(path)}", a symbolic link that ${printableName(bad)}`);
  }
  return entries;
}
