import { formatPercent, shareBar } from '../core/format.js';
import type { Receipt } from '../core/model.js';
import { truncate } from './escape.js';
import { liveTraffic, mayHaveWritten, type VersionShare, versionShares } from './live-traffic.js';
import type { Screen } from './screen.js';
import { type Column, summaryTable, terminalRows } from './table.js';

/** What a table of traffic says. */
interface TrafficRows {
  rows: VersionShare[];
  /** before and now differ (or now is not known): both are worth a column */
  moved: boolean;
  /** what is live now is known */
  known: boolean;
}

/** Nothing when there never was traffic, or nothing is known about it. */
function trafficRows(receipt: Receipt): TrafficRows | undefined {
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

/** Traffic per version, before → now, as a table of a summary. */
export function trafficTable(receipt: Receipt): string {
  const traffic = trafficRows(receipt);
  return traffic ? summaryTable(trafficColumns(traffic), traffic.rows) : '';
}

/** The same for a terminal. */
export function trafficLines(receipt: Receipt, screen?: Screen): string[] {
  const traffic = trafficRows(receipt);
  return traffic ? terminalRows(trafficColumns(traffic), traffic.rows, screen) : [];
}

const shareText = (share: number | undefined): string => (share === undefined ? '–' : formatPercent(share));

function trafficColumns({ moved, known }: TrafficRows): Column<VersionShare>[] {
  const strong = ({ after }: VersionShare) => (after !== undefined && known ? { style: 'strong' as const } : {});
  const before: Column<VersionShare> = { title: 'before', align: 'right', cell: (row) => shareText(row.before) };
  return [
    { title: 'traffic', cell: (row) => [{ text: `version ${truncate(row.version, 60)}`, ...strong(row) }] },
    ...(moved ? [before] : []),
    { title: 'now', align: 'right', cell: (row) => [{ text: known ? shareText(row.after) : '?', ...strong(row) }] },
    { title: '', cell: ({ after }) => (known && after ? shareBar(after) : '') },
  ];
}
