import { formatBytes } from '../core/format.js';
import type { Receipt } from '../core/model.js';
import type { Removal, RemovalOutcome } from '../core/retention.js';
import { inlineCode, truncate } from './escape.js';
import { isZip } from './format.js';
import { bulletList, foldedDetails } from './markdown.js';
import type { Screen } from './screen.js';
import { type Column, summaryTable, terminalRows } from './table.js';

/** What a sweep through versions left in the receipt. */

const REMOVAL_OUTCOME_TEXTS: Record<RemovalOutcome, string> = {
  planned: 'would go',
  removed: 'deleted',
  missing: 'gone already',
  kept: 'kept',
  refused: 'refused',
  failed: 'failed',
};

/** What went wrong is the news, then what went; what simply stays comes last. */
const REMOVAL_OUTCOME_ORDER: RemovalOutcome[] = ['refused', 'failed', 'planned', 'removed', 'missing', 'kept'];
const ROWS_BEFORE_FOLD = 8;

const problemsFirst = (removed: readonly Removal[]): Removal[] =>
  [...removed].sort((a, b) => REMOVAL_OUTCOME_ORDER.indexOf(a.outcome) - REMOVAL_OUTCOME_ORDER.indexOf(b.outcome));

/** "3 deleted, 5 kept" */
export function removalText({ removals = {} }: Pick<Receipt, 'removals'>): string {
  return REMOVAL_OUTCOME_ORDER.flatMap((outcome) =>
    removals[outcome] ? [`${removals[outcome]} ${REMOVAL_OUTCOME_TEXTS[outcome]}`] : [],
  ).join(', ');
}

/** What became of each version, the news first; most of it folded. */
export function removalsBlock(receipt: Receipt): string {
  const { removed, removedCut = 0 } = receipt;
  if (!removed || removed.length === 0) return '';
  const rows = problemsFirst(removed);
  const [first, rest] = [rows.slice(0, ROWS_BEFORE_FOLD), rows.slice(ROWS_BEFORE_FOLD)];
  return [
    summaryTable(REMOVAL_COLUMNS, first, rows),
    ...(rest.length > 0 ? [foldedDetails(`${rest.length} more`, summaryTable(REMOVAL_COLUMNS, rest, rows))] : []),
    ...(removedCut > 0 ? [`${removedCut} more are counted, not listed.`] : []),
  ].join('\n\n');
}

/** Rows that a terminal still reads. */
const TERMINAL_ROWS = 100;

/** The same for a terminal. */
export function removalRows({ removed, removedCut = 0 }: Receipt, screen?: Screen): string[] {
  if (!removed || removed.length === 0) return [];
  const rows = problemsFirst(removed).slice(0, TERMINAL_ROWS);
  const left = removed.length - rows.length + removedCut;
  return [...terminalRows(REMOVAL_COLUMNS, rows, screen), ...(left > 0 ? [`${left} more.`] : [])];
}

const REMOVAL_COLUMNS: Column<Removal>[] = [
  {
    title: 'what',
    cell: ({ kind, id }) =>
      kind === 'version'
        ? `version ${truncate(id, 40)}`
        : [[{ text: kind }, { text: truncate(id, 60), style: 'code' }]],
  },
  {
    title: 'outcome',
    cell: ({ outcome }) => [
      {
        text: REMOVAL_OUTCOME_TEXTS[outcome],
        ...((outcome === 'refused' || outcome === 'failed') && { style: 'strong' }),
      },
    ],
  },
  { title: 'why', cell: ({ why }) => [{ text: truncate(why, 300), style: 'prose' }] },
  { title: 'size', align: 'right', cell: ({ bytes }) => (bytes === undefined ? undefined : formatBytes(bytes)) },
];

/** Where a download went, the comment, the deployment: where else to look. */
export function linksBlock({ output, preview, comment, deployment }: Receipt): string {
  return bulletList([
    ...(output ? [`${isZip(output) ? 'saved as' : 'unpacked to'} ${inlineCode(truncate(output, 300))}`] : []),
    ...(preview?.kind === 'function' ? [`preview in the function ${inlineCode(truncate(preview.name, 100))}`] : []),
    ...(comment && !preview ? [`comment on pull request ${comment.number}`] : []),
    ...(deployment
      ? [`deployment ${deployment.id} to the environment ${inlineCode(truncate(deployment.environment, 100))}`]
      : []),
  ]);
}
