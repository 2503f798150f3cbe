import { formatBytes, formatPercent } from '../core/format.js';
import type { Receipt, VersionWithShares } from '../core/model.js';
import { readNote } from '../core/note.js';
import type { Invocation } from './commands.js';
import { truncate } from './escape.js';
import { formatCount, formatTime } from './format.js';
import { foldedDetails } from './markdown.js';
import { commitText } from './run-facts.js';
import type { Screen } from './screen.js';
import { type Column, type StyledText, summaryTable, terminalRows } from './table.js';

/** Rows that are shown before the fold. */
const ROWS_BEFORE_FOLD = 12;

/** The versions as a table, newest first as they come; the rest folded, and what `limit` left out said. */
export function versionsBlock(receipt: Receipt, door: Invocation): string {
  const { versions: rows = [] } = receipt;
  if (rows.length === 0) return '';
  const columns = versionColumns(receipt, door);
  // A row with traffic is never folded away.
  const first = rows.filter((row, at) => at < ROWS_BEFORE_FOLD || isLive(row));
  const rest = rows.filter((row) => !first.includes(row));
  const more = rest.length > 0 ? foldedDetails(`${rest.length} more`, summaryTable(columns, rest, rows)) : '';
  return [summaryTable(columns, first, rows), more, leftOut(receipt, '`limit`')]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The same for a terminal, nothing folded. */
export function versionRows(receipt: Receipt, door: Invocation, screen?: Screen): string[] {
  const { versions: rows = [] } = receipt;
  if (rows.length === 0) return [];
  const left = leftOut(receipt, '--limit');
  return [...terminalRows(versionColumns(receipt, door), rows, screen), ...(left ? [left] : [])];
}

const leftOut = ({ versionsCut = 0 }: Receipt, limit: string): string =>
  versionsCut > 0 ? `${formatCount(versionsCut, 'older version')} left out; ${limit} shows more.` : '';

const isLive = ({ shares }: VersionWithShares): boolean => Object.keys(shares).length > 0;

const versionColumns = (receipt: Receipt, door: Invocation): Column<VersionWithShares>[] => [
  {
    title: 'version',
    align: 'right',
    cell: (row) => [{ text: truncate(row.id, 40), ...(isLive(row) && { style: 'strong' }) }],
  },
  {
    title: 'live',
    cell: ({ shares, liveBefore = [] }) => [
      ...Object.entries(shares).map(([alias, share]): StyledText[] => [
        { text: truncate(alias, 60), style: 'code' },
        { text: formatPercent(share), style: 'strong', unbroken: true },
      ]),
      ...liveBefore.map((alias): StyledText[] => [{ text: truncate(alias, 60), style: 'code' }, { text: 'before' }]),
    ],
  },
  { title: 'status', cell: versionStatus },
  {
    title: 'size',
    align: 'right',
    cell: ({ bytes }) => (bytes === undefined ? undefined : [{ text: formatBytes(bytes), unbroken: true }]),
  },
  {
    title: 'created (UTC)',
    cell: ({ createdAt }) => createdAt && [{ text: truncate(dateAndTime(createdAt), 40), unbroken: true }],
  },
  { title: 'by', cell: ({ createdBy }) => createdBy && truncate(createdBy, 40) },
  {
    title: 'description',
    // What we wrote there is read back: the commit, and the user's own text.
    cell: ({ note }) => {
      const { fields, text } = readNote(note);
      return [fields.commit === undefined ? undefined : commitText(fields.commit, receipt, door), truncate(text, 120)];
    },
  },
];

/** The vendor's own word matters where ours is not "ready". */
const versionStatus = ({ status, state }: VersionWithShares): string =>
  status === 'ready' || !state || state === status ? status : `${status} (${truncate(state, 40)})`;

const dateAndTime = (iso: string): string => formatTime(iso).replace(/ UTC$/, '');
