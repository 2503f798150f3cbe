import type { FileChange } from '../core/diff.js';
import type { Receipt, VersionWithShares } from '../core/model.js';
import { readNote } from '../core/note.js';
import { byWeight, changeKind, growth } from './changes.js';
import { cut, plain } from './escape.js';
import { type GridColumn, grid } from './grid.js';
import { byNews, OUTCOMES } from './kept.js';
import { statusOf } from './releases.js';
import { count, percent, size, time } from './words.js';

/** The long tables of a terminal. */

const right = { align: 'right' as const };
const named = (...titles: string[]): GridColumn[] => titles.map((title) => ({ title }));

export function releases({ versions: rows = [], versionsCut = 0 }: Receipt): string[] {
  if (rows.length === 0) return [];
  const columns = [{ title: 'version', ...right }, ...named('live', 'status'), { title: 'size', ...right }];
  const table = grid([...columns, ...named('created', 'by', 'description')], rows.map(releaseRow));
  return versionsCut > 0 ? [...table, `${count(versionsCut, 'older version')} left out; --limit shows more.`] : table;
}

function releaseRow(row: VersionWithShares): string[] {
  const { id, shares, bytes, createdAt, createdBy, note } = row;
  const { fields, text } = readNote(note);
  const live = Object.entries(shares).map(([alias, share]) => `${alias} ${percent(share)}`);
  return [
    cut(id, 40),
    live.join(', '),
    statusOf(row),
    bytes === undefined ? '' : size(bytes),
    createdAt ? time(createdAt) : '',
    cut(createdBy ?? '', 30),
    [fields.commit, cut(text, 60)].filter(Boolean).join(' '),
  ].map(plain);
}

/** Rows that a terminal still reads. */
const MOST = 100;

export function removals({ removed, removedCut = 0 }: Receipt): string[] {
  if (!removed || removed.length === 0) return [];
  const rows = byNews(removed)
    .slice(0, MOST)
    .map(({ kind, id, outcome, why }) => [`${kind} ${cut(id, 60)}`, OUTCOMES[outcome], cut(why, 200)].map(plain));
  const left = removed.length - rows.length + removedCut;
  return [...grid(named('what', 'outcome', 'why'), rows), ...(left > 0 ? [`${left} more.`] : [])];
}

export function files({ diff }: Receipt): string[] {
  if (!diff || diff.files.length === 0) return [];
  const rows = byWeight(diff.files).slice(0, MOST).map(fileRow);
  const sizes = ['before', 'after', 'growth'].map((title) => ({ title, ...right }));
  const left = diff.files.length - rows.length + diff.filesCut;
  return [
    plain(`${diff.from} → ${diff.to}`),
    ...grid([...named('file', ''), ...sizes], rows),
    ...(left > 0 ? [`${count(left, 'more file')}.`] : []),
  ];
}

function fileRow(file: FileChange): string[] {
  const { path, before, after } = file;
  const bytes = (side: FileChange['before']) => (side ? size(side.size) : '–');
  return [plain(cut(path, 120)), changeKind(file), bytes(before), bytes(after), growth(file)];
}
