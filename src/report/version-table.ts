import type { Receipt, VersionWithShares } from '../core/model.js';
import { readNote } from '../core/note.js';
import type { Invocation } from './commands.js';
import { escapeMarkdown, inlineCode, truncate } from './escape.js';
import { formatBytes, formatCount, formatPercent, formatTime } from './format.js';
import { foldedDetails, joinWithDots, type MarkdownColumn, markdownTable } from './markdown.js';
import { commitLink } from './summary-blocks.js';

/** Rows that are shown before the fold. */
const SHOWN = 12;

/** The versions as a table, newest first as they come; the rest folded, and what `limit` left out said. */
export function versionsBlock(receipt: Receipt, door: Invocation): string {
  const { versions: rows, versionsCut = 0 } = receipt;
  if (!rows || rows.length === 0) return '';
  const columns = COLUMNS.filter(({ cell }) => rows.some((row) => cell(row, receipt, door) !== ''));
  const draw = (some: VersionWithShares[]) =>
    markdownTable(
      columns,
      some.map((row) => columns.map(({ cell }) => cell(row, receipt, door))),
    );
  // A row with traffic is never folded away.
  const first = rows.filter((row, at) => at < SHOWN || isLive(row));
  const rest = rows.filter((row) => !first.includes(row));
  const more = rest.length > 0 ? foldedDetails(`${rest.length} more`, draw(rest)) : '';
  const left = versionsCut > 0 ? `${formatCount(versionsCut, 'older version')} left out; \`limit\` shows more.` : '';
  return [draw(first), more, left].filter((part) => part !== '').join('\n\n');
}

const isLive = ({ shares }: VersionWithShares): boolean => Object.keys(shares).length > 0;

interface ReleaseColumn extends MarkdownColumn {
  cell(row: VersionWithShares, receipt: Receipt, door: Invocation): string;
}

const COLUMNS: ReleaseColumn[] = [
  {
    title: 'version',
    align: 'right',
    cell: (row) => (isLive(row) ? `**${escapeMarkdown(truncate(row.id, 40))}**` : escapeMarkdown(truncate(row.id, 40))),
  },
  { title: 'live', cell: (row) => live(row) },
  { title: 'status', cell: (row) => escapeMarkdown(versionStatus(row)) },
  { title: 'size', align: 'right', cell: ({ bytes }) => (bytes === undefined ? '' : together(formatBytes(bytes))) },
  {
    title: 'created (UTC)',
    cell: ({ createdAt }) => (createdAt ? together(escapeMarkdown(truncate(moment(createdAt), 40))) : ''),
  },
  { title: 'by', cell: ({ createdBy }) => (createdBy ? escapeMarkdown(truncate(createdBy, 40)) : '') },
  { title: 'description', cell: description },
];

/** The vendor's own word matters where ours is not "ready". */
export const versionStatus = ({ status, state }: VersionWithShares): string =>
  status === 'ready' || !state || state === status ? status : `${status} (${truncate(state, 40)})`;

/** A narrow column may not break a number from its unit. */
const together = (cell: string): string => cell.replaceAll(' ', '\u00a0');

const moment = (iso: string): string => formatTime(iso).replace(/ UTC$/, '');

const live = ({ shares }: VersionWithShares): string =>
  joinWithDots(
    Object.entries(shares).map(
      ([alias, share]) => `${inlineCode(truncate(alias, 60))}\u00a0**${together(formatPercent(share))}**`,
    ),
  );

/** What we wrote there is read back: the commit, and the user's own text. */
function description({ note }: VersionWithShares, receipt: Receipt, door: Invocation): string {
  const { fields, text: own } = readNote(note);
  return joinWithDots([
    fields.commit && commitLink(fields.commit, receipt, door),
    own && escapeMarkdown(truncate(own, 120)),
  ]);
}
