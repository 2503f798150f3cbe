import type { Receipt, Release } from '../core/model.js';
import { readNote } from '../core/note.js';
import { commit } from './blocks.js';
import { code, cut, text } from './escape.js';
import { type Column, details, dotted, table } from './markdown.js';
import type { Door } from './undo.js';
import { count, percent, size, time } from './words.js';

/** Rows that are shown before the fold. */
const SHOWN = 12;

/** The versions as a table, newest first as they come; the rest folded, and what `limit` left out said. */
export function releases(receipt: Receipt, door: Door): string {
  const { releases: rows, releasesCut = 0 } = receipt;
  if (!rows || rows.length === 0) return '';
  const columns = COLUMNS.filter(({ cell }) => rows.some((row) => cell(row, receipt, door) !== ''));
  const draw = (some: Release[]) =>
    table(
      columns,
      some.map((row) => columns.map(({ cell }) => cell(row, receipt, door))),
    );
  // A row with traffic is never folded away.
  const first = rows.filter((row, at) => at < SHOWN || isLive(row));
  const rest = rows.filter((row) => !first.includes(row));
  const more = rest.length > 0 ? details(`${rest.length} more`, draw(rest)) : '';
  const left = releasesCut > 0 ? `${count(releasesCut, 'older version')} left out; \`limit\` shows more.` : '';
  return [draw(first), more, left].filter((part) => part !== '').join('\n\n');
}

const isLive = ({ shares }: Release): boolean => Object.keys(shares).length > 0;

interface ReleaseColumn extends Column {
  cell(row: Release, receipt: Receipt, door: Door): string;
}

const COLUMNS: ReleaseColumn[] = [
  { title: 'version', align: 'right', cell: (row) => (isLive(row) ? `**${text(row.id)}**` : text(row.id)) },
  { title: 'live', cell: (row) => live(row) },
  { title: 'status', cell: ({ status, state }) => text(state && state !== status ? `${status} (${state})` : status) },
  { title: 'size', align: 'right', cell: ({ bytes }) => (bytes === undefined ? '' : size(bytes)) },
  { title: 'created', cell: ({ createdAt }) => (createdAt ? text(time(createdAt)) : '') },
  { title: 'by', cell: ({ createdBy }) => (createdBy ? text(cut(createdBy, 40)) : '') },
  { title: 'description', cell: description },
];

const live = ({ shares }: Release): string =>
  dotted(Object.entries(shares).map(([alias, share]) => `${code(alias)} **${percent(share)}**`));

/** What we wrote there is read back: the commit, and the user's own text. */
function description({ note }: Release, receipt: Receipt, door: Door): string {
  const { fields, text: own } = readNote(note);
  return dotted([fields.commit && commit(fields.commit, receipt, door), own && text(cut(own, 120))]);
}
