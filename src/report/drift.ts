import type { Drift } from '../core/drift.js';
import type { Receipt } from '../core/model.js';
import { truncate } from './escape.js';
import type { Screen } from './screen.js';
import { type Column, summaryTable, terminalRows } from './table.js';

/** What `status` found, as a table of a summary; what counts comes first. */
export const driftBlock = (receipt: Receipt): string =>
  rows(receipt).length > 0 ? summaryTable(COLUMNS, rows(receipt)) : '';

/** The same for a terminal. */
export const driftRows = (receipt: Receipt, screen?: Screen): string[] =>
  rows(receipt).length > 0 ? terminalRows(COLUMNS, rows(receipt), screen) : [];

const rows = ({ drift = [] }: Receipt): Drift[] => [...drift].sort((a, b) => Number(b.counts) - Number(a.counts));

const COLUMNS: Column<Drift>[] = [
  { title: '', cell: ({ counts }) => (counts ? '❗' : 'ℹ️') },
  { title: 'found', cell: ({ what }) => [{ text: truncate(what, 600), style: 'prose' }] },
  { title: 'what to do', cell: ({ next }) => next && [{ text: truncate(next, 400), style: 'prose' }] },
];
