import type { FileChange } from '../core/diff.js';
import type { Receipt, VersionWithShares } from '../core/model.js';
import { readNote } from '../core/note.js';
import { stripControls, truncate } from './escape.js';
import { formatBytes, formatCount, formatPercent, formatTime } from './format.js';
import { changeKind, largestFirst, sizeGrowth } from './package-changes.js';
import { OUTCOMES, problemsFirst } from './retention.js';
import { type TerminalColumn, terminalTable } from './terminal-table.js';
import { versionStatus } from './version-table.js';

/** The long tables of a terminal. */

const right = { align: 'right' as const };
const named = (...titles: string[]): TerminalColumn[] => titles.map((title) => ({ title }));

export function versionRows({ versions: rows = [], versionsCut = 0 }: Receipt): string[] {
  if (rows.length === 0) return [];
  const columns = [{ title: 'version', ...right }, ...named('live', 'status'), { title: 'size', ...right }];
  const table = terminalTable([...columns, ...named('created', 'by', 'description')], rows.map(releaseRow));
  return versionsCut > 0
    ? [...table, `${formatCount(versionsCut, 'older version')} left out; --limit shows more.`]
    : table;
}

function releaseRow(row: VersionWithShares): string[] {
  const { id, shares, bytes, createdAt, createdBy, note } = row;
  const { fields, text } = readNote(note);
  const live = Object.entries(shares).map(([alias, share]) => `${alias} ${formatPercent(share)}`);
  return [
    truncate(id, 40),
    live.join(', '),
    versionStatus(row),
    bytes === undefined ? '' : formatBytes(bytes),
    createdAt ? formatTime(createdAt) : '',
    truncate(createdBy ?? '', 30),
    [fields.commit, truncate(text, 60)].filter(Boolean).join(' '),
  ].map(stripControls);
}

/** Rows that a terminal still reads. */
const MOST = 100;

export function removalRows({ removed, removedCut = 0 }: Receipt): string[] {
  if (!removed || removed.length === 0) return [];
  const rows = problemsFirst(removed)
    .slice(0, MOST)
    .map(({ kind, id, outcome, why }) =>
      [`${kind} ${truncate(id, 60)}`, OUTCOMES[outcome], truncate(why, 200)].map(stripControls),
    );
  const left = removed.length - rows.length + removedCut;
  return [...terminalTable(named('what', 'outcome', 'why'), rows), ...(left > 0 ? [`${left} more.`] : [])];
}

export function fileRows({ diff }: Receipt): string[] {
  if (!diff || diff.files.length === 0) return [];
  const rows = largestFirst(diff.files).slice(0, MOST).map(fileRow);
  const sizes = ['before', 'after', 'growth'].map((title) => ({ title, ...right }));
  const left = diff.files.length - rows.length + diff.filesCut;
  return [
    stripControls(`${diff.from} → ${diff.to}`),
    ...terminalTable([...named('file', ''), ...sizes], rows),
    ...(left > 0 ? [`${formatCount(left, 'more file')}.`] : []),
  ];
}

function fileRow(file: FileChange): string[] {
  const { path, before, after } = file;
  const bytes = (side: FileChange['before']) => (side ? formatBytes(side.size) : '–');
  return [stripControls(truncate(path, 120)), changeKind(file), bytes(before), bytes(after), sizeGrowth(file)];
}
