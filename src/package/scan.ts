import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { DeployError } from '../core/errors.js';
import type { Log } from '../core/log.js';
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
  return walkFolder({ ...options, tree }, '');
}

function* walkFolder(walk: Walk, path: string): Generator<Item> {
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
    if (entry.isDirectory()) yield* walkFolder(walk, inside);
    else yield itemOf(walk, inside);
  }
  if (walk.tree.files > before || path === '') return;
  walk.tree.files++;
  yield { path, mode: FOLDER, size: 0, mtimeMs: 0 };
}

function list({ root }: Walk, path: string): Dirent[] {
  try {
    const entries = readdirSync(path === '' ? root : `${root}/${path}`, { withFileTypes: true });
    // As their full paths will sort: "a-b" comes before "a/b".
    const key = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
    return entries.sort((a, b) => byUtf8(key(a), key(b)));
  } catch (error) {
    throw refusal(
      path,
      `cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'Give the runner the right to read it',
    );
  }
}

function skipped({ tree, rules, skip, root }: Walk, path: string, entry: Dirent): boolean {
  if (rules.leavesOut(path, entry.isDirectory())) return true;
  if (entry.name === '.git') {
    tree.git.push(path);
    return true;
  }
  return skip === `${root}/${path}`;
}

function itemOf({ root, tree, windows, executables }: Walk, path: string): Item {
  const full = `${root}/${path}`;
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (!stat) throw refusal(path, 'vanished while the package was made', 'Let the build end before this step starts');
  const item: Item = { path, mode: PLAIN, size: stat.size, mtimeMs: stat.mtimeMs };
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(full);
    item.target = windows ? target.replaceAll('\\', '/') : target;
    item.mode = LINK;
    item.size = Buffer.byteLength(item.target);
    tree.targets.set(path, item.target);
  } else if (!stat.isFile()) {
    throw refusal(path, 'is neither a file, a folder nor a link (a socket, a pipe or a device)', 'Remove it');
  } else if (windows ? executables?.has(path) : (stat.mode & 0o100) !== 0) {
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
