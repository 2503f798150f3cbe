import { type ConfigurationDiff, configurationFacts, configurationText } from '../core/configuration-diff.js';
import type { Diff, FileChange } from '../core/diff.js';
import { formatBytes } from '../core/format.js';
import type { Receipt } from '../core/model.js';
import { codeBlock, escapeMarkdown, inlineCode, stripControls, truncate } from './escape.js';
import { formatCount } from './format.js';
import { foldedDetails, joinWithDots } from './markdown.js';
import type { Screen } from './screen.js';
import { type Column, summaryTable, terminalRows } from './table.js';

/** Rows before the fold: a summary of one step has 25 lines. */
const ROWS_BEFORE_FOLD = 8;

/**
 * What differs between two packages, for a summary and for a comment: counts, the files that weigh most, the rest
 * and the texts folded. At most `bytes` bytes of UTF-8; what did not fit is said in a last line.
 */
export function packageChanges(diff: Diff | undefined, bytes: number): string {
  if (!diff) return '';
  const files = largestFirst(diff.files);
  const head = diffTitle(diff);
  const settings = configurationLine(diff.configuration);
  if (files.length === 0) return [head, settings].filter(Boolean).join('\n\n');
  const budget = byteBudget(bytes - 600 - Buffer.byteLength(head + settings));
  const fits = (file: FileChange) => budget.take(summaryTable(FILE_COLUMNS, [file]).split('\n').at(-1) ?? '');
  const first = files.slice(0, ROWS_BEFORE_FOLD).filter(fits);
  const rest = files.slice(ROWS_BEFORE_FOLD).filter(fits);
  const texts = files
    .flatMap((file) => (file.text === undefined ? [] : [diffText(file, file.text)]))
    .filter(budget.take);
  const hidden = files.length + diff.filesCut - first.length - rest.length;
  const mute = files.filter((file) => file.text !== undefined).length + diff.textsCut - texts.length;
  return [
    head,
    ...(settings ? [settings] : []),
    summaryTable(FILE_COLUMNS, first),
    ...(rest.length > 0
      ? [foldedDetails(`${formatCount(rest.length, 'more file')}`, summaryTable(FILE_COLUMNS, rest))]
      : []),
    ...(texts.length > 0
      ? [foldedDetails(`The changed lines of ${formatCount(texts.length, 'file')}`, texts.join('\n\n'))]
      : []),
    ...(hidden > 0 || mute > 0 ? [leftOutText(hidden, mute)] : []),
  ].join('\n\n');
}

/** Settings that are named before the rest is counted. */
const SETTINGS_SHOWN = 20;

/** What differs in the configuration, in a line: of variables their names. */
export function configurationWords(configuration: ConfigurationDiff | undefined): string {
  const facts = configuration ? configurationFacts(configuration) : [];
  const more = facts.length - SETTINGS_SHOWN;
  const shown = facts.slice(0, SETTINGS_SHOWN).map((fact) => truncate(stripControls(fact), 100));
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function configurationLine(configuration: ConfigurationDiff | undefined): string {
  const words = configurationWords(configuration);
  return words === '' ? '' : `Configuration: ${escapeMarkdown(words)}`;
}

/** The file that moves the package's size most comes first. */
const largestFirst = (files: readonly FileChange[]): FileChange[] =>
  [...files].sort((a, b) => sizeImpact(b) - sizeImpact(a) || (a.path < b.path ? -1 : 1));

/** Lets pieces through while there is room. */
function byteBudget(bytes: number) {
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

/** "2 added, 1 removed, 12 changed, 129 unchanged, and Timeout 3 → 7" */
export function changeCounts(diff: Diff): string {
  const settings = diff.configuration ? configurationText(diff.configuration) : '';
  return [fileCounts(diff), settings].filter(Boolean).join(', and ');
}

function fileCounts({ added, removed, changed, renamed, unchanged }: Diff): string {
  const parts = [
    added > 0 ? `${added} added` : undefined,
    removed > 0 ? `${removed} removed` : undefined,
    changed > 0 ? `${changed} changed` : undefined,
    renamed > 0 ? `${renamed} renamed` : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return unchanged === 0 ? 'no file differs' : `no file differs (${unchanged} the same)`;
  return `${parts.join(', ')}, ${unchanged} unchanged`;
}

function diffTitle(diff: Diff): string {
  const { from, to, bytesBefore, bytesAfter } = diff;
  const weights =
    bytesBefore === bytesAfter
      ? formatBytes(bytesAfter)
      : `${formatBytes(bytesBefore)} → ${formatBytes(bytesAfter)} (${signedBytes(bytesAfter - bytesBefore)})`;
  return joinWithDots([
    `**${escapeMarkdown(truncate(from, 80))} → ${escapeMarkdown(truncate(to, 80))}**`,
    fileCounts(diff),
    weights,
  ]);
}

const leftOutText = (files: number, texts: number): string =>
  `Left out for length: ${[files > 0 ? formatCount(files, 'file') : '', texts > 0 ? formatCount(texts, 'text') : ''].filter(Boolean).join(' and ')}.`;

/** How much a change moves the package's size, either way; a changed file of equal size weighs its bytes a little. */
const sizeImpact = ({ before, after }: FileChange): number =>
  Math.abs((after?.size ?? 0) - (before?.size ?? 0)) + (before && after ? after.size / 1e6 : 0);

const FILE_COLUMNS: Column<FileChange>[] = [
  { title: 'file', cell: (file) => [{ text: truncate(namesOf(file), 200), style: 'code' }] },
  { title: '', cell: changeKind },
  { title: 'before', align: 'right', cell: ({ before }) => sizeText(before) },
  { title: 'after', align: 'right', cell: ({ after }) => sizeText(after) },
  {
    title: 'growth',
    align: 'right',
    cell: ({ before, after }) => signedBytes((after?.size ?? 0) - (before?.size ?? 0)),
  },
  { title: 'sha256', cell: ({ before, after }) => [{ text: hashOf(after ?? before), style: 'code' }] },
];

/** The path, and of a renamed file the one before. */
const namesOf = ({ path, renamedFrom }: FileChange): string =>
  renamedFrom === undefined ? path : `${renamedFrom} → ${path}`;

const sizeText = (side: FileChange['before']): string => (side ? formatBytes(side.size) : '–');
const hashOf = (side: FileChange['before']): string => side?.sha256.slice(0, 8) ?? '';

/** What happened to a file, in a word or two. */
function changeKind({ before, after, renamedFrom, encodingOnly }: FileChange): string {
  if (!before) return 'added';
  if (!after) return 'removed';
  const mode = before.mode === after.mode ? '' : ', mode changed';
  if (renamedFrom !== undefined) return `renamed${mode}`;
  if (encodingOnly !== undefined) return mode ? `${encodingOnly}${mode}` : `only ${encodingOnly}`;
  return before.sha256 === after.sha256 ? 'mode changed' : 'changed';
}

/** Rows that a terminal still reads. */
const TERMINAL_ROWS = 100;

/** The files for a terminal. */
export function fileRows({ diff }: Receipt, screen?: Screen): string[] {
  const settings = configurationWords(diff?.configuration);
  const lines = settings === '' ? [] : [`configuration: ${settings}`];
  if (!diff || diff.files.length === 0) return lines;
  const rows = largestFirst(diff.files).slice(0, TERMINAL_ROWS);
  const left = diff.files.length - rows.length + diff.filesCut;
  return [
    stripControls(`${diff.from} → ${diff.to}`),
    ...lines,
    ...terminalRows(FILE_COLUMNS, rows, screen),
    ...(left > 0 ? [`${formatCount(left, 'more file')}.`] : []),
  ];
}

const signedBytes = (bytes: number): string =>
  bytes === 0 ? '±0' : `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`;

const diffText = ({ path }: FileChange, hunks: string): string =>
  `${inlineCode(truncate(path, 200))}\n\n${codeBlock(hunks, 'diff')}`;
