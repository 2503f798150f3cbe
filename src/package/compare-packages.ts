import type { Diff, FileChange, FileState } from '../core/diff.js';
import { FOLDER_MODE, LINK_MODE } from '../core/file-modes.js';
import type { ArchiveFormat, ManifestEntry } from '../core/model.js';
import { isSecretContent, isSecretName } from '../core/secret-patterns.js';
import { checkZipDirectory } from './check-zip-directory.js';
import { encodingChange } from './encoding-change.js';
import { joinRenames } from './find-renames.js';
import { compareUtf8 } from './manifest.js';
import { readSelectedFiles } from './read-selected-files.js';
import { manifestOfZip } from './read-zip.js';

/** One side of a comparison: what its archive holds, and the archive, for the texts. */
export interface ComparedPackage {
  /** "version 6" */
  label: string;
  entries: readonly ManifestEntry[];
  /** absent: nothing (no version is live) */
  archive?: { file: string; format: ArchiveFormat };
}

/** Rows that a receipt holds. */
const ROWS = 1_000;
/** Bytes of a file whose lines are compared: more than that nobody reads in a summary. */
const SMALL = 64 * 1024;
/** Bytes of a file that is still looked through for changes of nothing but its line ends, and of all those together. */
const LOOKED_THROUGH = { file: 1024 * 1024, all: 32 * 1024 * 1024 };
/** Letters of all unified diffs together. */
const TEXTS = 96 * 1024;
/** A longer line is a machine's. */
const LINE = 2_000;

export { BadArchive } from './collect-entries.js';

/** What a zip file holds, sorted. Throws BadArchive for one that must not be unpacked, bombs included. */
export async function readZipEntries(file: string): Promise<ManifestEntry[]> {
  await checkZipDirectory(file);
  return (await manifestOfZip(file)).entries;
}

/** Compares two packages, file by file; small text files line by line. */
export async function comparePackages(before: ComparedPackage, after: ComparedPackage): Promise<Diff> {
  const changes = changesOf(before.entries, after.entries);
  const count = (test: (change: FileChange) => boolean) => changes.filter(test).length;
  const renamed = count((one) => one.renamedFrom !== undefined);
  const changed = count((one) => one.before !== undefined && one.after !== undefined) - renamed;
  const removed = count((one) => one.after === undefined);
  const files = largest(changes);
  const textsCut = await addTexts(files, before, after);
  return {
    from: before.label,
    to: after.label,
    added: changes.length - changed - removed - renamed,
    removed,
    changed,
    renamed,
    unchanged: before.entries.length - removed - changed - renamed,
    bytesBefore: sum(before.entries),
    bytesAfter: sum(after.entries),
    files,
    filesCut: changes.length - files.length,
    textsCut,
  };
}

const sum = (entries: readonly ManifestEntry[]): number => entries.reduce((all, { size }) => all + size, 0);

function changesOf(before: readonly ManifestEntry[], after: readonly ManifestEntry[]): FileChange[] {
  const changes = new Map<string, FileChange>();
  for (const entry of before) changes.set(entry.path, { path: entry.path, before: factsOf(entry) });
  for (const entry of after)
    changes.set(entry.path, { ...changes.get(entry.path), path: entry.path, after: factsOf(entry) });
  const differing = [...changes.values()].filter((change) => !same(change));
  return joinRenames(differing.sort((a, b) => compareUtf8(a.path, b.path)));
}

const factsOf = ({ mode, size, sha256 }: ManifestEntry): FileState => ({ mode, size, sha256 });

const same = ({ before, after }: FileChange): boolean =>
  before?.sha256 === after?.sha256 && before?.mode === after?.mode;

/** By how much a change moves the package's size. */
export const sizeChange = ({ before, after }: FileChange): number => (after?.size ?? 0) - (before?.size ?? 0);

function largest(changes: FileChange[]): FileChange[] {
  if (changes.length <= ROWS) return changes;
  const weight = (one: FileChange) => Math.abs(sizeChange(one));
  return [...changes]
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, ROWS)
    .sort((a, b) => compareUtf8(a.path, b.path));
}

/** Adds the unified diffs; answers how many there was no room for. */
async function addTexts(files: FileChange[], before: ComparedPackage, after: ComparedPackage): Promise<number> {
  const room = { bytes: LOOKED_THROUGH.all };
  const candidates = files.filter((file) => isCandidate(file, room));
  if (candidates.length === 0 || !before.archive || !after.archive) return 0;
  const wanted = new Set(candidates.map(({ path }) => path));
  const [old, fresh, { structuredPatch }] = await Promise.all([
    readSelectedFiles(before.archive.file, before.archive.format, wanted),
    readSelectedFiles(after.archive.file, after.archive.format, wanted),
    import('diff'),
  ]);
  let left = TEXTS;
  let cut = 0;
  for (const change of candidates) {
    const [was, is] = [old.get(change.path), fresh.get(change.path)];
    change.encodingOnly = was && is && encodingChange(was, is);
    if (change.encodingOnly !== undefined || !isSmall(change)) continue;
    const [a, b] = [was, is].map((side) => textOf(change.path, side));
    if (a === undefined || b === undefined) continue;
    // A quarter of a second for one file: what takes longer has nothing in common anyway.
    const patch = structuredPatch('', '', a, b, '', '', { context: 3, timeout: 250 });
    const text = patch?.hunks.map(hunkText).join('\n');
    if (!text) continue;
    if (text.length > left) cut++;
    else {
      change.text = text;
      left -= text.length;
    }
  }
  return cut;
}

/** The texts of files that should not have shipped stay out of summaries and comments. */
function isCandidate({ path, before, after }: FileChange, room: { bytes: number }): boolean {
  if (!before || !after || isSecretName(path)) return false;
  if (before.sha256 === after.sha256 || [before, after].some(({ mode }) => mode === LINK_MODE || mode === FOLDER_MODE))
    return false;
  if (isSmall({ before, after })) return true;
  const bytes = before.size + after.size;
  if (Math.max(before.size, after.size) > LOOKED_THROUGH.file || bytes > room.bytes) return false;
  room.bytes -= bytes;
  return true;
}

const isSmall = ({ before, after }: Pick<FileChange, 'before' | 'after'>): boolean =>
  Math.max(before?.size ?? 0, after?.size ?? 0) <= SMALL;

/** undefined: not a text that a person would read. */
function textOf(path: string, content: Buffer | undefined): string | undefined {
  if (!content || content.includes(0) || isSecretContent(path, content)) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return text.split('\n').some((line) => line.length > LINE) ? undefined : text;
  } catch {
    return undefined;
  }
}

interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  lines: string[];
}

const hunkText = ({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string =>
  [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines].join('\n');
