import { formatDuration } from '../core/format.js';
import type { RolloutResult, TimelinePoint } from '../core/rollout-result.js';

/** Columns of the drawing: with the words beside it, it fits on a phone. */
const COLUMNS = 24;
const BARS = '▁▂▃▄▅▆▇█';

/** A column of the drawing: what was seen in its part of the time. */
interface Column {
  percent: number;
  sent: number;
  failed: number;
  p99: number;
}

/**
 * A rollout over time: the share of the new version, and above it how much failed and how long 99 of 100 answers took.
 * The number beside a row is its highest. Empty where there was no time to speak of.
 */
export function timelineLines({ timeline, waitedMs, schedule }: RolloutResult): string[] {
  const end = Math.max(waitedMs, timeline.at(-1)?.at ?? 0);
  const moved = timeline.some(({ percent }) => percent > 0);
  if (!moved || schedule.every(({ watchMs }) => watchMs === 0) || end <= 0) return [];
  const columns = columnsOf(timeline, end);
  const failing = columns.map(({ sent, failed }) => (sent === 0 ? undefined : failed / sent));
  const p99 = columns.map((column) => (column.p99 > 0 ? column.p99 : undefined));
  const probed = failing.some((share) => share !== undefined);
  const slowest = Math.max(...p99.map((ms) => ms ?? 0));
  return [
    ...(probed
      ? [row('failed', failing.map(failureMark), `${Math.round(Math.max(...failing.map((f) => f ?? 0)) * 100)} %`)]
      : []),
    ...(slowest > 0
      ? [
          row(
            'p99',
            p99.map((ms) => bar(ms, slowest)),
            formatDuration(slowest),
          ),
        ]
      : []),
    row(
      'share',
      columns.map(({ percent }) => (percent > 0 ? bar(percent, 100) : ' ')),
      `${Math.max(...columns.map(({ percent }) => percent))} %`,
    ),
    `${' '.repeat(7)}0${formatDuration(end).padStart(COLUMNS - 1)}`,
  ];
}

function columnsOf(timeline: readonly TimelinePoint[], end: number): Column[] {
  const columns: Column[] = Array.from({ length: COLUMNS }, () => ({ percent: 0, sent: 0, failed: 0, p99: 0 }));
  for (const { at, percent, sent, failed, p99 = 0 } of timeline) {
    const first = Math.min(COLUMNS - 1, Math.floor((at / end) * COLUMNS));
    const column = columns[first];
    if (!column) continue;
    column.sent += sent;
    column.failed += failed;
    column.p99 = Math.max(column.p99, p99);
    for (const later of columns.slice(first)) later.percent = percent;
  }
  return columns;
}

const row = (name: string, cells: readonly string[], highest: string): string =>
  `${name.padEnd(7)}${cells.join('')} ${highest}`;

/** Nothing asked, nothing failed, or how much of it. */
function failureMark(share: number | undefined): string {
  if (share === undefined) return ' ';
  return share === 0 ? '·' : bar(share, 1);
}

function bar(value: number | undefined, most: number): string {
  if (value === undefined) return ' ';
  return BARS[Math.min(BARS.length - 1, Math.floor((value / most) * BARS.length))] ?? ' ';
}
