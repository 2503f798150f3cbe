import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import type { FileToPack } from '../archive/index.js';
import { DeployError, messageOf } from '../core/errors.js';
import { EXECUTABLE_MODE, FOLDER_MODE, LINK_MODE, PLAIN_MODE } from '../core/file-modes.js';
import type { Log } from '../core/log.js';
import { linkProblem, type TreeNodes } from './check-links.js';
import { nameProblem, namesDifferingInCase, printableName } from './check-names.js';
import { endsAtFolder, type FollowedLink, followLink } from './follow-links.js';
import type { IgnoreRules } from './ignore-rules.js';
import { compareUtf8 } from './manifest.js';

export interface ScanOptions {
  /** the tree's real path */
  root: string;
  rules: IgnoreRules;
  /** a real path that is left out whatever the rules say: where we write */
  skip?: string;
  /** git's word on the x bit, where the disk has none */
  executables?: Set<string>;
  windows: boolean;
  /** put in what a link points at */
  followLinks?: boolean;
  log: Log;
}

/** What was found so far. */
export interface ScanResult {
  files: number;
  /** sum of the items' sizes */
  bytes: number;
  /** where each link points, by its path */
  targets: Map<string, string>;
  /** every `.git` that was left out */
  git: string[];
}

export const emptyScanResult = (): ScanResult => ({ files: 0, bytes: 0, targets: new Map(), git: [] });

interface Walk extends ScanOptions {
  tree: ScanResult;
}

/**
 * Finds what goes in: names, modes, sizes; no content. In the order of the archive, so that packing can begin before
 * the end. Counts into `tree`. Throws `input` for what no archive can carry safely.
 */
export function scanTree(options: ScanOptions, tree: ScanResult): Generator<FileToPack> {
  return walkFolder({ ...options, tree }, '', []);
}

function* walkFolder(walk: Walk, path: string, above: readonly string[]): Generator<FileToPack> {
  const entries = list(walk, path);
  for (const [a, b] of namesDifferingInCase(entries.map(({ name }) => name))) {
    walk.log.warning(
      `"${printableName(within(path, a))}" and "${printableName(b)}" differ only by case: some disks keep only one of them.`,
    );
  }
  const before = walk.tree.files;
  for (const entry of entries) {
    const inside = within(path, entry.name);
    if (skipped(walk, inside, entry)) continue;
    const bad = nameProblem(inside);
    if (bad) throw refusal(inside, `cannot go into the package: ${bad}`, 'Rename it');
    const end = entry.link && walk.followLinks ? followed(walk, inside, above) : undefined;
    if (entry.folder) yield* walkFolder(walk, inside, end?.above ?? above);
    else yield itemOf(walk, inside, end?.path);
  }
  if (walk.tree.files > before || path === '') return;
  walk.tree.files++;
  yield { path, mode: FOLDER_MODE, size: 0, mtimeMs: 0 };
}

interface Entry {
  name: string;
  folder: boolean;
  link: boolean;
}

function list({ root, followLinks }: Walk, path: string): Entry[] {
  const full = path === '' ? root : `${root}/${path}`;
  const entryOf = (entry: Dirent): Entry => {
    const link = entry.isSymbolicLink();
    const folder = link && followLinks ? endsAtFolder(`${full}/${entry.name}`) : entry.isDirectory();
    return { name: entry.name, folder, link };
  };
  try {
    const entries = readdirSync(full, { withFileTypes: true }).map(entryOf);
    // As their full paths will sort: "a-b" comes before "a/b".
    const key = (entry: Entry) => (entry.folder ? `${entry.name}/` : entry.name);
    return entries.sort((a, b) => compareUtf8(key(a), key(b)));
  } catch (error) {
    throw refusal(
      path,
      `cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'Give the runner the right to read it',
    );
  }
}

function skipped({ tree, rules, skip, root }: Walk, path: string, entry: Entry): boolean {
  if (rules.leavesOut(path, entry.folder)) return true;
  if (entry.name === '.git') {
    tree.git.push(path);
    return true;
  }
  return skip === `${root}/${path}`;
}

/** The end of a link that is followed; throws `input` for one that must not go in. */
function followed({ root }: Walk, path: string, above: readonly string[]): FollowedLink {
  try {
    return followLink(root, path, above);
  } catch (error) {
    throw refusal(path, `is a symbolic link that ${messageOf(error)}`, 'Make it a relative link inside the tree');
  }
}

/** `from`: where it is read, when a link to it was followed. */
function itemOf({ root, tree, windows, executables }: Walk, path: string, from?: string): FileToPack {
  const full = `${root}/${from ?? path}`;
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (!stat) throw refusal(path, 'vanished while the package was made', 'Let the build end before this step starts');
  const item: FileToPack = { path, mode: PLAIN_MODE, size: stat.size, mtimeMs: stat.mtimeMs, from };
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(full);
    item.target = windows ? target.replaceAll('\\', '/') : target;
    item.mode = LINK_MODE;
    item.size = Buffer.byteLength(item.target);
    tree.targets.set(path, item.target);
  } else if (!stat.isFile()) {
    throw refusal(path, 'is neither a file, a folder nor a link (a socket, a pipe or a device)', 'Remove it');
  } else if (windows ? executables?.has(from ?? path) : (stat.mode & 0o100) !== 0) {
    item.mode = EXECUTABLE_MODE;
  }
  tree.files++;
  tree.bytes += item.size;
  return item;
}

/** Throws `input` for a link that leads out of the tree, or nowhere. `entries` are all that was found, sorted. */
export function checkLinks(tree: ScanResult, entries: TreeNodes['entries']): void {
  for (const path of tree.targets.keys()) {
    const bad = linkProblem(path, { entries, targets: tree.targets });
    if (bad)
      throw refusal(path, `is a symbolic link that ${printableName(bad)}`, 'Make it a relative link inside the tree');
  }
}

const within = (folderPath: string, name: string): string => (folderPath === '' ? name : `${folderPath}/${name}`);

function refusal(path: string, problem: string, advice: string): DeployError {
  const message = `Input \`path\`: "${printableName(path)}" ${problem}.`;
  return new DeployError('input', message, { next: `${advice}, or leave it out with \`exclude\`.` });
}
