import type { Caller, Receipt } from '../core/model.js';
import { inlineCode, truncate } from './escape.js';
import type { Screen } from './screen.js';
import { type Column, summaryTable, terminalRows } from './table.js';

/** Who calls what: one row for each alias, number and the newest upload, as far as it could be read. */
interface CalledRow {
  qualifier: string;
  callers: Caller[];
  /** of the last 24 hours */
  calls?: number;
}

/** Names in a cell; a reader counts no further. */
const MOST_NAMES = 8;

const nameOf = ({ what, url, maybe }: Caller): string =>
  truncate(`${what}${url === undefined ? '' : ` ${url}`}${maybe ? ' (may call)' : ''}`, 200);

const COLUMNS: Column<CalledRow>[] = [
  { title: 'called', cell: ({ qualifier }) => [{ text: qualifier, style: 'strong' }] },
  {
    title: 'by',
    cell: ({ callers }) => [
      ...callers.slice(0, MOST_NAMES).map(nameOf),
      callers.length > MOST_NAMES ? `${callers.length - MOST_NAMES} more` : undefined,
    ],
  },
  {
    title: 'calls in 24 h',
    align: 'right',
    cell: ({ calls }) => (calls === undefined ? '' : calls.toLocaleString('en')),
  },
];

/** As a table of a summary; empty when nothing was read. */
export const callersTable = (callers: readonly Caller[], counts?: Record<string, number>): string =>
  callers.length === 0 && counts === undefined ? '' : summaryTable(COLUMNS, rowsOf(callers, counts));

/** The same for a terminal. */
export const callersRows = (callers: readonly Caller[], screen?: Screen): string[] =>
  callers.length === 0 ? [] : terminalRows(COLUMNS, rowsOf(callers), screen);

function rowsOf(callers: readonly Caller[], counts: Record<string, number> = {}): CalledRow[] {
  const rows = new Map<string, CalledRow>();
  const at = (qualifier: string): CalledRow => {
    const row = rows.get(qualifier) ?? { qualifier, callers: [] };
    rows.set(qualifier, row);
    return row;
  };
  for (const caller of callers) at(caller.qualifier).callers.push(caller);
  for (const [qualifier, calls] of Object.entries(counts)) if (calls > 0) at(qualifier).calls = calls;
  return [...rows.values()];
}

/** Of a run that looked after callers of the newest upload: everybody that it has read. */
export function allCallers({ latest }: Receipt): string {
  if (!latest) return '';
  const { callers, maybe, others = [], unasked = [], counts } = latest;
  const all = [...callers, ...maybe, ...others];
  const left = unasked.slice(0, MOST_NAMES).map((name) => inlineCode(truncate(name, 60)));
  const more = unasked.length > left.length ? [`${unasked.length - left.length} more`] : [];
  const note = left.length === 0 ? '' : `Not asked who may call: ${[...left, ...more].join(', ')}.`;
  return [all.length === 0 ? '' : callersTable(all, counts), note].filter((part) => part !== '').join('\n\n');
}
