import type { Receipt } from '../core/model.js';
import { cut, text } from './escape.js';
import { liveOf, type Share, shares, wrote } from './live.js';
import { table } from './markdown.js';
import { percent } from './words.js';

/** What a table of traffic says, for Markdown and terminals alike. */
export interface TrafficRows {
  rows: Share[];
  /** before and now differ (or now is not known): both are worth a column */
  moved: boolean;
  /** what is live now is known */
  known: boolean;
}

/** Nothing when there never was traffic, or nothing is known about it. */
export function trafficOf(receipt: Receipt): TrafficRows | undefined {
  const live = liveOf(receipt);
  const { before } = receipt;
  if (live.known) {
    const rows = shares(before, live.split);
    return rows.length === 0 ? undefined : { rows, moved: live.moved, known: true };
  }
  return before && wrote(receipt) ? { rows: shares(before, before), moved: true, known: false } : undefined;
}

/** Traffic per version, before → now. */
export function trafficTable(receipt: Receipt): string {
  const traffic = trafficOf(receipt);
  if (!traffic) return '';
  const { rows, moved } = traffic;
  const cells = rows.map((share) => {
    const { name, before, now, bar } = cellsOf(share, traffic);
    const strong =
      share.after !== undefined && traffic.known ? (cell: string) => `**${cell}**` : (cell: string) => cell;
    return [strong(`version ${text(cut(name, 60))}`), ...(moved ? [before] : []), strong(now), bar];
  });
  const right = { align: 'right' as const };
  const before = moved ? [{ title: 'before', ...right }] : [];
  return table([{ title: 'traffic' }, ...before, { title: 'now', ...right }, { title: '' }], cells);
}

/** One row as words. `name` is the version's number as it came. */
export function cellsOf({ version, before, after }: Share, { known }: TrafficRows) {
  const share = (of: number | undefined) => (of === undefined ? '–' : percent(of));
  return { name: version, before: share(before), now: known ? share(after) : '?', bar: known ? bar(after ?? 0) : '' };
}

const CELLS = 20;

/** A share as a bar; a small one still shows one cell, and an almost full one a gap. */
export function bar(share: number): string {
  if (share <= 0) return '';
  const exact = Math.round((share / 100) * CELLS);
  const full = share >= 100 ? CELLS : Math.min(CELLS - 1, Math.max(1, exact));
  return `${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)}`;
}
