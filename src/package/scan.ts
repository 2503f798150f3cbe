import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { DeployError, messageOf } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { endsAtFolder, type Followed, follow } from './follow.js';
import type { Item } from './jobs.js';
import { badLink, type Nodes } from './links.js';
import { byUtf8, EXECUTABLE, FOLDER, LINK, PLAIN } from './manifest.js';
import { badName, caseTwins, shown } from './names.js';
import type { Rules } from './rules.js';

export interface ScanOptions {
  /** the tree's real path */
  root: string;
  rules: Rules;
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
export interface Tree {
  files: number;
  /** sum of the items' sizes */
  bytes: number;
  /** where each link points, by its path */
  targets: Map<string, string>;
  /** every `.git` that was left out */
  git: string[];
}

export const emptyTree = (): Tree => ({ files: 0, bytes: 0, targets: new Map(), git: [] });

interface Walk extends ScanOptions {
  tree: Tree;
}

/**
 * Finds what goes in: names, modes, sizes; no content. In the order of the archive, so that packing can begin before
 * the end. Counts into `tree`. Throws `input` for what no archive can carry safely.
 */
export function scanTree(options: ScanOptions, tree: Tree): Generator<Item> {
  return walkFolder({ ...options, tree }, '', []);
}

function* walkFolder(walk: Walk, path: string, above: readonly string[]): Generator<Item> {
  const entries = list(walk, path);
  for (const [a, b] of caseTwins(entries.map(({ name }) => name))) {
    walk.log.warning(
      `"${shown(within(path, a))}" and "${shown(b)}" differ only by case: some disks keep only one of them.`,
    );
  }
  const before = walk.tree.files;
  for (const entry of entries) {
    const inside = within(path, entry.name);
    if (skipped(walk, inside, entry)) continue;
    const bad = badName(inside);
    if (bad) throw refusal(inside, `cannot go into the package: ${bad}`, 'Rename it');
    const end = entry.link && walk.followLinks ? followed(walk, inside, above) : undefined;
    if (entry.folder) yield* walkFolder(walk, inside, end?.above ?? above);
    else yield itemOf(walk, inside, end?.path);
  }
  if (walk.tree.files > before || path === '') return;
  walk.tree.files++;
  yield { path, mode: FOLDER, size: 0, mtimeMs: 0 };
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
    return entries.sort((a, b) => byUtf8(key(a), key(b)));
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
function followed({ root }: Walk, path: string, above: readonly string[]): Followed {
  try {
    return follow(root, path, above);
  } catch (error) {
    throw refusal(path, `is a symbolic link that ${messageOf(error)}`, 'Make it a relative link inside the tree');
  }
}

/** `from`: where it is read, when a link to it was followed. */
function itemOf({ root, tree, windows, executables }: Walk, path: string, from?: string): Item {
  const full = `${root}/${from ?? path}`;
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (!stat) throw refusal(path, 'vanished while the package was made', 'Let the build end before this step starts');
  const item: Item = { path, mode: PLAIN, size: stat.size, mtimeMs: stat.mtimeMs, from };
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(full);
    item.target = windows ? target.replaceAll('\\', '/') : target;
    item.mode = LINK;
    item.size = Buffer.byteLength(item.target);
    tree.targets.set(path, item.target);
  } else if (!stat.isFile()) {
    throw refusal(path, 'is neither a file, a folder nor a link (a socket, a pipe or a device)', 'Remove it');
  } else if (windows ? executables?.has(from ?? path) : (stat.mode & 0o100) !== 0) {
    item.mode = EXECUTABLE;
  }
  tree.files++;
  tree.bytes += item.size;
  return item;
}

/** Throws `input` for a link that leads out of the tree, or nowhere. `entries` are all that was found, sorted. */
export function checkLinks(tree: Tree, entries: Nodes['entries']): void {
  for (const path of tree.targets.keys()) {
    const bad = badLink(path, { entries, targets: tree.targets });
    if (bad) throw refusal(path, `is a symbolic link that ${shown(bad)}`, 'Make it a relative link inside the tree');
  }
}

const within = (folderPath: string, name: string): string => (folderPath === '' ? name : `${folderPath}/${name}`);

function refusal(path: string, problem: string, advice: string): DeployError {
  const message = `Input \`path\`: "${shown(path)}" ${problem}.`;
  return new DeployError('input', message, { next: `${advice}, or leave it out with \`exclude\`.` });
}
