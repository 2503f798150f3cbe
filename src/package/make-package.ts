import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import type { FileToPack } from '../archive/index.js';
import { createInlinePool, createThreadPool, openOutputFile, type WorkerPool, writeZip } from '../archive/index.js';
import { inputError, interruptedError } from '../core/errors.js';
import { FOLDER_MODE } from '../core/file-modes.js';
import type { Log } from '../core/log.js';
import type { ArchiveFormat, Compression, Package, SecretsPolicy } from '../core/model.js';
import { formatSize } from './format-size.js';
import { gitExecutables } from './git-executables.js';
import { readIgnoreRules } from './ignore-rules.js';
import { isWithin, locatePath } from './locate-path.js';
import { manifestOf } from './manifest.js';
import { ensureOutputFolder } from './output-folder.js';
import { checkPackageSize, checkUnpackedSize, limitUnpackedSize, weightCounter } from './package-limits.js';
import { archiveFormat, readReadyArchive } from './read-ready-archive.js';
import { reportSecrets } from './report-secrets.js';
import { checkLinks, emptyScanResult, type ScanResult, scanTree } from './scan-tree.js';

export interface PackageOptions {
  /** as the user gave it: a directory, or a ready .zip, .tgz or .tar.gz; relative to the workspace */
  path: string;
  /** absolute; a path outside of it is refused */
  workspace: string;
  /** gitignore patterns */
  exclude?: string[];
  /** a file of gitignore patterns; default `.deployignore` in the tree's root, if there is one */
  ignoreFile?: string;
  compression: Compression;
  secrets: SecretsPolicy;
  /** what the provider takes */
  formats: readonly ArchiveFormat[];
  /** bytes of the archive */
  maxPackageBytes: number;
  /** bytes through a bucket, where none is named: said when that would do */
  viaBucket?: number;
  /** bytes of all files together */
  maxUnpackedBytes?: number;
  /** the provider's title, for sentences */
  provider: string;
  /** where the archive goes; nothing else stays there */
  outDir: string;
  /** the bundled zip worker: a path or a file URL; without it the calling thread packs alone, into the same bytes */
  workerFile?: string;
  /** threads; 0 is the calling one. Default: by the machine and the size of the tree */
  workers?: number;
  log: Log;
  /** put in what a link points at, in place of the link */
  followLinks?: boolean;
  /** called as soon as nothing can be wrong with the input any more: work that asks the provider may begin */
  onInputChecked?: () => void;
  /** false: the run is over, so nothing is left behind */
  isWanted?: () => boolean;
}

const LEVELS: Record<Compression, number> = { store: 0, fast: 1, default: 6, best: 10 };
/** A thread takes some 40 ms to start: what is packed in less does not wait for one. Bytes. */
const WORTH_A_THREAD = 2 * 1024 * 1024;
const MOST_THREADS = 8;

/**
 * Makes (or, for a ready archive, checks) the package of a path. The same files give the same bytes: whatever the
 * order on disk, the dates, the umask, the time zone and the number of threads. Throws `input` for everything that
 * cannot or must not be packed; then nothing is left behind.
 */
export async function makePackage(options: PackageOptions): Promise<Package> {
  const place = locatePath(options.path, options.workspace);
  return place.folder ? packFolder(options, place.path) : useReadyArchive(options, place.path);
}

async function useReadyArchive(options: PackageOptions, file: string): Promise<Package> {
  const { path, formats, provider, secrets, log } = options;
  const format = archiveFormat(file) ?? archiveFormat(path);
  if (!format) {
    throw inputError(
      'path',
      path,
      'it is a file, and no .zip, .tgz or .tar.gz.',
      'Give the folder that holds it, or a ready archive.',
    );
  }
  if (!formats.includes(format)) {
    throw inputError(
      'path',
      path,
      `${provider} does not take .${format} archives.`,
      'Unpack it in a step before this one and give the folder.',
    );
  }
  refusePackingInputs(options);
  const ready = await readReadyArchive({ file, path, format });
  const { bytes, manifest } = ready.package;
  const limits = { ...options, ready: true };
  checkPackageSize(bytes, limits);
  const weight = weightCounter();
  manifest.entries.forEach(weight.add);
  checkUnpackedSize(weight, limits);
  reportSecrets({ path, entries: manifest.entries, secrets: ready.secrets, git: [], ready: true }, secrets, log);
  return ready.package;
}

/** A ready archive is taken as it is: what would be ignored is a misunderstanding. Throws `input`. */
function refusePackingInputs({ path, exclude = [], ignoreFile, compression }: PackageOptions): void {
  const given = {
    exclude: exclude.length > 0,
    'ignore-file': ignoreFile !== undefined,
    compression: compression !== 'default',
  };
  for (const [name, used] of Object.entries(given)) {
    if (!used) continue;
    const next = 'Leave it out, or give the folder that the archive was made of.';
    throw inputError(name, '', `does nothing beside \`path: ${path}\`, an archive that is taken as it is.`, next);
  }
}

async function packFolder(options: PackageOptions, root: string): Promise<Package> {
  const { path, outDir, log } = options;
  const target = ensureOutputFolder(outDir);
  const rules = readIgnoreRules({ ...options, root });
  const windows = sep === '\\';
  const executables = windows ? await gitExecutables(root) : undefined;
  // A temp folder inside the tree would go into each package, and so would the package before.
  const inside = target !== root && isWithin(target, root);
  const skip = inside ? `${root}/${relative(root, target).split(sep).join('/')}` : undefined;
  const tree = emptyScanResult();
  const items = limitUnpackedSize(
    scanTree({ root, rules, skip, executables, windows, followLinks: options.followLinks, log }, tree),
    options,
  );
  const first = takeWhile(items, () => tree.bytes < WORTH_A_THREAD);
  if (first.every(({ mode }) => mode === FOLDER_MODE)) {
    throw inputError(
      'path',
      path,
      'there is nothing to pack: the folder is empty, or everything in it is left out.',
      'Build first, or correct `path`, `exclude` and `.deployignore`.',
    );
  }
  const wanted = whileWanted(chain(first, items), options.isWanted ?? (() => true));
  return writePackage(options, { root, tree, items: wanted, target });
}

/** The first of them, while `going`; the generator then has the rest. */
function takeWhile<T>(values: Generator<T>, going: () => boolean): T[] {
  const taken: T[] = [];
  while (going()) {
    const { value, done } = values.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

function* whileWanted<T>(items: Iterable<T>, isWanted: () => boolean): Generator<T> {
  for (const item of items) {
    if (!isWanted()) throw interruptedError();
    yield item;
  }
}

function* chain<T>(first: Iterable<T>, rest: Iterable<T>): Generator<T> {
  yield* first;
  yield* rest;
}

interface PackingInput {
  root: string;
  tree: ScanResult;
  items: Iterable<FileToPack>;
  /** real path of the folder for the archive */
  target: string;
}

async function writePackage(options: PackageOptions, { root, tree, items, target }: PackingInput): Promise<Package> {
  const { path, compression, secrets, log } = options;
  const part = join(target, `package-${randomUUID()}.part`);
  const started = performance.now();
  const pool = await poolFor(options, tree.bytes);
  const sink = openOutputFile(part);
  try {
    const written = await writeZip({ root, items, level: LEVELS[compression], pool, output: sink });
    const manifest = manifestOf(written.entries);
    checkLinks(tree, manifest.entries);
    const sums = sink.end();
    checkPackageSize(sums.bytes, options);
    reportSecrets({ path, entries: manifest.entries, secrets: written.secrets, git: tree.git }, secrets, log);
    if (options.isWanted?.() === false) throw interruptedError();
    const file = join(target, `package-${sums.sha256.slice(0, 16)}-${randomUUID().slice(0, 8)}.zip`);
    renameSync(part, file);
    const ms = Math.round(performance.now() - started);
    log.info(
      `Packed ${tree.files} ${tree.files === 1 ? 'file' : 'files'}, ${formatSize(tree.bytes)}, into ${formatSize(sums.bytes)} in ${ms} ms.`,
    );
    return { file, format: 'zip', ...sums, manifest };
  } finally {
    await pool.close();
    sink.abandon();
    rmSync(part, { force: true });
  }
}

/** One for each core but the one that this thread works on. Started only as there is work for them: a limit. */
async function poolFor({ workerFile, workers, log }: PackageOptions, bytes: number): Promise<WorkerPool> {
  const fitting = bytes < WORTH_A_THREAD ? 0 : Math.min(availableParallelism() - 1, MOST_THREADS);
  const width = workers ?? fitting;
  if (workerFile === undefined || width === 0) return createInlinePool();
  return createThreadPool(workerFile.startsWith('file:') ? new URL(workerFile) : workerFile, width, log);
}
