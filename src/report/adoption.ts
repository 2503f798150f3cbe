import type { AdoptionRow, AdoptionState } from '../core/adoption.js';
import type { Receipt } from '../core/model.js';
import { callersRows, callersTable } from './callers.js';
import { codeBlock, escapeHtml, escapeProse, stripControls, truncate } from './escape.js';
import { foldedDetails } from './markdown.js';
import type { Screen } from './screen.js';
import { type Column, summaryTable, terminalRows } from './table.js';

/** `adopt` and `unadopt`: each step and its state, what is left for a person to do, and who calls what in the end. */

const STATES: Record<AdoptionState, [mark: string, word: string]> = {
  planned: ['·', 'to do'],
  done: ['✅', 'done'],
  there: ['✅', 'so already'],
  'by-hand': ['✋', 'by hand'],
  failed: ['❌', 'refused'],
  unknown: ['❓', 'not known whether it took effect'],
};

const COLUMNS: Column<AdoptionRow>[] = [
  { title: '', cell: ({ state }) => STATES[state][0] },
  { title: 'step', cell: ({ what }) => [{ text: truncate(what, 400), style: 'prose' }] },
  { title: 'state', cell: ({ state }) => STATES[state][1] },
];

/** Each step, and what is left for a person. */
export function adoptionBlock({ adoption }: Receipt): string {
  const { rows = [] } = adoption ?? {};
  const parts = [
    rows.length === 0 ? '' : summaryTable(COLUMNS, rows),
    ...rows.filter(({ byHand }) => byHand).map(handBlock),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Who calls what in the end. */
export const adoptedCallers = ({ adoption }: Receipt): string => callersTable(adoption?.callers ?? []);

function handBlock({ what, byHand }: AdoptionRow): string {
  const lines = byHand?.commands.map(({ line }) => codeBlock(line, 'sh')) ?? [];
  const body = [byHand?.caution && escapeProse(truncate(byHand.caution, 900)), ...lines].filter(Boolean).join('\n\n');
  return foldedDetails(`✋ ${escapeHtml(truncate(what, 120))}`, body);
}

/** The exact line for each step that this run took: for whoever wants only one of them back. */
export function adoptionUndo({ adoption }: Receipt): string {
  const undone = (adoption?.rows ?? []).filter(({ undo, state }) => undo && (state === 'done' || state === 'unknown'));
  return undone
    .map(({ what, undo }) => `${escapeProse(truncate(what, 200))}\n\n${codeBlock(undo?.line ?? '', 'sh')}`)
    .join('\n\n');
}

export function adoptionRows({ adoption }: Receipt, screen?: Screen): string[] {
  if (!adoption) return [];
  const { rows, callers = [] } = adoption;
  return [
    ...(rows.length === 0 ? [] : terminalRows(COLUMNS, rows, screen)),
    ...rows.flatMap(handRows),
    ...(callers.length === 0 ? [] : ['', ...callersRows(callers, screen)]),
  ];
}

function handRows({ what, byHand }: AdoptionRow): string[] {
  if (!byHand) return [];
  const caution = byHand.caution === undefined ? [] : [stripControls(byHand.caution)];
  return [
    '',
    stripControls(`By hand: ${what}`),
    ...caution,
    ...byHand.commands.map(({ line }) => `  ${stripControls(line)}`),
  ];
}
