import type { Receipt } from '../core/model.js';
import { escapeMarkdown, truncate } from './escape.js';
import { formatPercent } from './format.js';
import { liveTraffic, mayHaveWritten, type VersionShare, versionShares } from './live-traffic.js';
import { markdownTable } from './markdown.js';

/** What a table of traffic says, for Markdown and terminals alike. */
export interface TrafficRows {
  rows: VersionShare[];
  /** before and now differ (or now is not known): both are worth a column */
  moved: boolean;
  /** what is live now is known */
  known: boolean;
}

/** Nothing when there never was traffic, or nothing is known about it. */
export function trafficRows(receipt: Receipt): TrafficRows | undefined {
  const live = liveTraffic(receipt);
  const { before } = receipt;
  if (live.known) {
    const rows = versionShares(before, live.split);
    return rows.length === 0 ? undefined : { rows, moved: live.moved, known: true };
  }
  return before && mayHaveWritten(receipt)
    ? { rows: versionShares(before, before), moved: true, known: false }
    : undefined;
}

/** Traffic per version, before → now. */
export function trafficTable(receipt: Receipt): string {
  const traffic = trafficRows(receipt);
  if (!traffic) return '';
  const { rows, moved } = traffic;
  const cells = rows.map((share) => {
    const { name, before, now, bar } = trafficCells(share, traffic);
    const strong =
      share.after !== undefined && traffic.known ? (cell: string) => `**${cell}**` : (cell: string) => cell;
    return [strong(`version ${escapeMarkdown(truncate(name, 60))}`), ...(moved ? [before] : []), strong(now), bar];
  });
  const right = { align: 'right' as const };
  const before = moved ? [{ title: 'before', ...right }] : [];
  return markdownTable([{ title: 'traffic' }, ...before, { title: 'now', ...right }, { title: '' }], cells);
}

/** One row as words. `name` is the version's number as it came. */
export function trafficCells({ version, before, after }: VersionShare, { known }: TrafficRows) {
  const share = (of: number | undefined) => (of === undefined ? '–' : formatPercent(of));
  return {
    name: version,
    before: share(before),
    now: known ? share(after) : '?',
    bar: known ? trafficBar(after ?? 0) : '',
  };
}

const CELLS = 20;

/** A share as a bar; a small one still shows one cell, and an almost full one a gap. */
export function trafficBar(share: number): string {
  if (share <= 0) return '';
  const exact = Math.round((share / 100) * CELLS);
  const full = share >= 100 ? CELLS : Math.min(CELLS - 1, Math.max(1, exact));
  return `${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)}`;
}
