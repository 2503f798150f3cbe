import type { Receipt, VersionWithShares } from '../core/model.js';
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
  const { versions: rows, versionsCut = 0 } = receipt;
  if (!rows || rows.length === 0) return '';
  const columns = COLUMNS.filter(({ cell }) => rows.some((row) => cell(row, receipt, door) !== ''));
  const draw = (some: VersionWithShares[]) =>
    table(
      columns,
      some.map((row) => columns.map(({ cell }) => cell(row, receipt, door))),
    );
  // A row with traffic is never folded away.
  const first = rows.filter((row, at) => at < SHOWN || isLive(row));
  const rest = rows.filter((row) => !first.includes(row));
  const more = rest.length > 0 ? details(`${rest.length} more`, draw(rest)) : '';
  const left = versionsCut > 0 ? `${count(versionsCut, 'older version')} left out; \`limit\` shows more.` : '';
  return [draw(first), more, left].filter((part) => part !== '').join('\n\n');
}

const isLive = ({ shares }: VersionWithShares): boolean => Object.keys(shares).length > 0;

interface ReleaseColumn extends Column {
  cell(row: VersionWithShares, receipt: Receipt, door: Door): string;
}

const COLUMNS: ReleaseColumn[] = [
  {
    title: 'version',
    align: 'right',
    cell: (row) => (isLive(row) ? `**${text(cut(row.id, 40))}**` : text(cut(row.id, 40))),
  },
  { title: 'live', cell: (row) => live(row) },
  { title: 'status', cell: (row) => text(statusOf(row)) },
  { title: 'size', align: 'right', cell: ({ bytes }) => (bytes === undefined ? '' : together(size(bytes))) },
  { title: 'created (UTC)', cell: ({ createdAt }) => (createdAt ? together(text(cut(moment(createdAt), 40))) : '') },
  { title: 'by', cell: ({ createdBy }) => (createdBy ? text(cut(createdBy, 40)) : '') },
  { title: 'description', cell: description },
];

/** The vendor's own word matters where ours is not "ready". */
export const statusOf = ({ status, state }: VersionWithShares): string =>
  status === 'ready' || !state || state === status ? status : `${status} (${cut(state, 40)})`;

/** A narrow column may not break a number from its unit. */
const together = (cell: string): string => cell.replaceAll(' ', '\u00a0');

const moment = (iso: string): string => time(iso).replace(/ UTC$/, '');

const live = ({ shares }: VersionWithShares): string =>
  dotted(
    Object.entries(shares).map(([alias, share]) => `${code(cut(alias, 60))}\u00a0**${together(percent(share))}**`),
  );

/** What we wrote there is read back: the commit, and the user's own text. */
function description({ note }: VersionWithShares, receipt: Receipt, door: Door): string {
  const { fields, text: own } = readNote(note);
  return dotted([fields.commit && commit(fields.commit, receipt, door), own && text(cut(own, 120))]);
}
