import type { Diff, FileChange } from '../core/diff.js';
import { codeBlock, escapeMarkdown, inlineCode, truncate } from './escape.js';
import { formatBytes, formatCount } from './format.js';
import { foldedDetails, joinWithDots, markdownTable } from './markdown.js';

/** Rows before the fold: a summary of one step has 25 lines. */
const SHOWN = 8;

/**
 * What differs between two packages, for a summary and for a comment: counts, the files that weigh most, the rest
 * and the texts folded. At most `bytes` bytes of UTF-8; what did not fit is said in a last line.
 */
export function packageChanges(diff: Diff | undefined, bytes: number): string {
  if (!diff) return '';
  const files = largestFirst(diff.files);
  const head = headOf(diff);
  if (files.length === 0) return head;
  const budget = meter(bytes - 600 - Buffer.byteLength(head));
  const first = files.slice(0, SHOWN).filter((file) => budget.take(rowOf(file).join(' | ')));
  const rest = files.slice(SHOWN).filter((file) => budget.take(rowOf(file).join(' | ')));
  const texts = files.flatMap((file) => (file.text === undefined ? [] : [textOf(file, file.text)])).filter(budget.take);
  const hidden = files.length + diff.filesCut - first.length - rest.length;
  const mute = files.filter((file) => file.text !== undefined).length + diff.textsCut - texts.length;
  return [
    head,
    draw(first),
    ...(rest.length > 0 ? [foldedDetails(`${formatCount(rest.length, 'more file')}`, draw(rest))] : []),
    ...(texts.length > 0
      ? [foldedDetails(`${formatCount(texts.length, 'text')} line by line`, texts.join('\n\n'))]
      : []),
    ...(hidden > 0 || mute > 0 ? [cutWords(hidden, mute)] : []),
  ].join('\n\n');
}

/** The file that moves the package's size most comes first. */
export const largestFirst = (files: readonly FileChange[]): FileChange[] =>
  [...files].sort((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1));

/** Lets pieces through while there is room. */
function meter(bytes: number) {
  let left = bytes;
  return {
    take(piece: string): boolean {
      const cost = Buffer.byteLength(piece) + 8;
      if (cost > left) return false;
      left -= cost;
      return true;
    },
  };
}

/** "2 added, 1 removed, 12 changed, 129 unchanged" */
export function changeCounts({ added, removed, changed, unchanged }: Diff): string {
  const parts = [
    added > 0 ? `${added} added` : undefined,
    removed > 0 ? `${removed} removed` : undefined,
    changed > 0 ? `${changed} changed` : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return unchanged === 0 ? 'no file differs' : `no file differs (${unchanged} the same)`;
  return `${parts.join(', ')}, ${unchanged} unchanged`;
}

function headOf(diff: Diff): string {
  const { from, to, bytesBefore, bytesAfter } = diff;
  const weights =
    bytesBefore === bytesAfter
      ? formatBytes(bytesAfter)
      : `${formatBytes(bytesBefore)} → ${formatBytes(bytesAfter)} (${signed(bytesAfter - bytesBefore)})`;
  return joinWithDots([
    `**${escapeMarkdown(truncate(from, 80))} → ${escapeMarkdown(truncate(to, 80))}**`,
    changeCounts(diff),
    weights,
  ]);
}

const cutWords = (files: number, texts: number): string =>
  `Left out for length: ${[files > 0 ? formatCount(files, 'file') : '', texts > 0 ? formatCount(texts, 'text') : ''].filter(Boolean).join(' and ')}.`;

/** How much a change moves the package's size, either way; a changed file of equal size weighs its bytes a little. */
const weight = ({ before, after }: FileChange): number =>
  Math.abs((after?.size ?? 0) - (before?.size ?? 0)) + (before && after ? after.size / 1e6 : 0);

/** What happened to a file, in a word or two. */
export function changeKind({ before, after }: FileChange): string {
  if (!before) return 'added';
  if (!after) return 'removed';
  return before.sha256 === after.sha256 ? 'mode changed' : 'changed';
}

/** "+256 KB" */
export const sizeGrowth = ({ before, after }: FileChange): string => signed((after?.size ?? 0) - (before?.size ?? 0));

function rowOf(file: FileChange): string[] {
  const { path, before, after } = file;
  const bytes = (side: FileChange['before']) => (side ? formatBytes(side.size) : '–');
  const hash = (after ?? before)?.sha256.slice(0, 8) ?? '';
  return [
    inlineCode(truncate(path, 200)),
    changeKind(file),
    bytes(before),
    bytes(after),
    sizeGrowth(file),
    inlineCode(hash),
  ];
}

const signed = (bytes: number): string =>
  bytes === 0 ? '±0' : `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`;

function draw(files: readonly FileChange[]): string {
  const right = { align: 'right' as const };
  const columns = [
    { title: 'file' },
    { title: '' },
    { title: 'before', ...right },
    { title: 'after', ...right },
    { title: 'growth', ...right },
    { title: 'sha256' },
  ];
  return markdownTable(columns, files.map(rowOf));
}

const textOf = ({ path }: FileChange, hunks: string): string =>
  `${inlineCode(truncate(path, 200))}\n\n${codeBlock(hunks, 'diff')}`;
