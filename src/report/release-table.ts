import type { Receipt } from '../core/model.js';
import { trafficShares } from '../core/traffic-split.js';
import { truncate } from './escape.js';
import { functionName } from './format.js';
import { headline } from './headline.js';
import { foldedDetails } from './markdown.js';
import type { Screen } from './screen.js';
import { type Column, summaryTable, terminalRows } from './table.js';

/** Several functions in one run, as one table. */

const COLUMNS: Column<Receipt>[] = [
  {
    title: 'function',
    cell: (row) => [{ text: truncate(functionName(row), 80), style: row.error ? 'strong' : 'code' }],
  },
  {
    title: 'where',
    cell: ({ providerTitle, region, suggestions }) => [providerTitle, region ?? suggestions[0]?.inputs.region],
  },
  { title: 'before', align: 'right', cell: ({ before, switched }) => (switched ? sharesText(before) : undefined) },
  { title: 'now', align: 'right', cell: ({ after }) => [{ text: sharesText(after), style: 'strong' }] },
  {
    title: 'what',
    cell: (row) => [{ text: truncate(row.error?.message ?? headline(row).sentence, 300), style: 'prose' }],
  },
];

const sharesText = (split: Receipt['after']): string =>
  split === undefined
    ? '?'
    : Object.entries(trafficShares(split))
        .map(([version, share]) => (share === 100 ? truncate(version, 40) : `${truncate(version, 40)} ${share} %`))
        .join(' · ') || '–';

/** Rows that are shown before the fold. */
const MOST_ROWS = 20;
/** GitHub ends a summary at 1 MiB, and a row has some 200 bytes. */
const MOST_FOLDED = 1500;

/** Failures first, then what changed; what did not is folded. */
export function membersTable({ members }: Receipt): string {
  if (!members) return '';
  const rows = sorted(members);
  const news = rows.filter((row) => isNews(row));
  const shown = (news.length === 0 ? rows : news).slice(0, MOST_ROWS);
  const rest = rows.filter((row) => !shown.includes(row)).slice(0, MOST_FOLDED);
  const title = `${rest.length} more${news.length <= MOST_ROWS && news.length > 0 ? ', unchanged' : ''}`;
  const more = rest.length === 0 ? '' : foldedDetails(title, summaryTable(COLUMNS, rest, rows));
  return [summaryTable(COLUMNS, shown, rows), more].filter((part) => part !== '').join('\n\n');
}

/** The same for a terminal, nothing folded. */
export const memberRows = ({ members }: Receipt, screen?: Screen): string[] =>
  members ? terminalRows(COLUMNS, sorted(members), screen) : [];

const isNews = ({ error, switched, changed }: Receipt): boolean => error !== undefined || switched || changed;

const rank = ({ error, switched, changed }: Receipt): number => (error ? 0 : switched ? 1 : changed ? 2 : 3);

const sorted = (members: readonly Receipt[]): Receipt[] => [...members].sort((a, b) => rank(a) - rank(b));
