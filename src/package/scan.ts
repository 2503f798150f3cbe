import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { DeployError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { Item } from './jobs.js';
import { badLink } from './links.js';
import { byUtf8, EXECUTABLE, FOLDER, LINK, PLAIN } from './manifest.js';
import { badName, caseTwins, shown } from './names.js';
import type { Rules } from './rules.js';

export interface ScanOptions {
  /** the tree's real path */
  root: string;
  rules: Rules;
  /** real paths that are left out whatever the rules say: where we write */
  skip: readonly string[];
  /** git's word on the x bit, where the disk has none */
  executables?: Set<string>;
  windows: boolean;
  log: Log;
}

export interface Tree {
  /** sorted by the bytes of the UTF-8 path */
  items: Item[];
  /** sum of the items' sizes */
  bytes: number;
  /** a `.git` was left out */
  git: string[];
}

/** So many entries are looked at before the event loop gets a turn. */
const BREATH = 4096;

interface Walk extends ScanOptions {
  tree: Tree;
  seen: number;
}

/** Reads what goes in: names, modes, sizes; no content. Throws `input` for what no archive can carry safely. */
export async function scanTree(options: ScanOptions): Promise<Tree> {
  const walk: Walk = { ...options, tree: { items: [], bytes: 0, git: [] }, seen: 0 };
  await folder(walk, '');
  const { tree } = walk;
  // The walk is in order but for the empty folders; a sorted list costs one pass.
  tree.items.sort((a, b) => byUtf8(a.path, b.path));
  for (const item of tree.items) {
    const bad = item.target === undefined ? undefined : badLink(item, tree.items);
    if (bad)
      throw refusal(item.path, `is a symbolic link that ${shown(bad)}`, 'Make it a relative link inside the tree');
  }
  return tree;
}

/** Answers whether anything of this folder goes in. */
async function folder(walk: Walk, path: string): Promise<boolean> {
  const before = walk.tree.items.length;
  const entries = list(walk, path);
  for (const [a, b] of caseTwins(entries.map(({ name }) => name))) {
    walk.log.warning(
      `"${shown(within(path, a))}" and "${shown(b)}" differ only by case: some disks keep only one of them.`,
    );
  }
  for (const entry of entries) {
    if (++walk.seen % BREATH === 0) await new Promise(setImmediate);
    const inside = within(path, entry.name);
    if (skipped(walk, inside, entry)) continue;
    const bad = badName(inside);
    if (bad) throw refusal(inside, `cannot go into the package: ${bad}`, 'Rename it');
    if (!entry.isDirectory()) add(walk, inside);
    else if (!(await folder(walk, inside))) walk.tree.items.push(emptyFolder(inside));
  }
  return walk.tree.items.length > before;
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
  return skip.length > 0 && skip.includes(`${root}/${path}`);
}

function add(walk: Walk, path: string): void {
  const full = `${walk.root}/${path}`;
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (!stat) throw refusal(path, 'vanished while the package was made', 'Let the build end before this step starts');
  const item: Item = { path, mode: PLAIN, size: stat.size, mtimeMs: stat.mtimeMs, ino: stat.ino };
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(full);
    item.target = walk.windows ? target.replaceAll('\\', '/') : target;
    item.mode = LINK;
    item.size = Buffer.byteLength(item.target);
  } else if (!stat.isFile()) {
    throw refusal(path, 'is neither a file, a folder nor a link (a socket, a pipe or a device)', 'Remove it');
  } else if (walk.windows ? walk.executables?.has(path) : (stat.mode & 0o100) !== 0) {
    item.mode = EXECUTABLE;
  }
  walk.tree.items.push(item);
  walk.tree.bytes += item.size;
}

const within = (folderPath: string, name: string): string => (folderPath === '' ? name : `${folderPath}/${name}`);

const emptyFolder = (path: string): Item => ({ path, mode: FOLDER, size: 0, mtimeMs: 0, ino: 0 });

function refusal(path: string, problem: string, advice: string): DeployError {
  const message = `Input \`path\`: "${shown(path)}" ${problem}.`;
  return new DeployError('input', message, { next: `${advice}, or leave it out with \`exclude\`.` });
}
