import { formatDuration, formatPercent } from '../core/format.js';
import type { Receipt } from '../core/model.js';
import type { GateResult, RolloutResult, TrafficTotal } from '../core/rollout-result.js';
import { escapeProse, truncate } from './escape.js';
import { formatCount } from './format.js';
import { bulletList, joinWithDots, markdownTable } from './markdown.js';
import { timelineLines } from './timeline.js';

/** What a walk through shares of traffic left in the receipt. */

const END_TEXTS: Record<RolloutResult['end'], string> = {
  'under-way': 'not ended',
  live: 'completed',
  'rolled-back': 'was taken back',
  held: 'is held where it was',
  'not-moved': 'ended before any traffic moved',
  foreign: 'was left alone, since someone else moved it',
  'not-known': 'ended, where is not known',
};

/** "10 % → 100 % · 29 of 29 good; a build failing less than 9.8 % would pass this · watched 5 min · completed" */
export function rolloutText({ rollout, error, dryRun }: Receipt): string | undefined {
  if (!rollout) return undefined;
  const { schedule, reached, waitedMs, end, why } = rollout;
  const plan = schedule.map((step) => formatPercent(step.percent)).join(' → ');
  if (dryRun) return joinWithDots([plan, 'planned']);
  // The failure is shown in full right above.
  const news = why && !error?.message.includes(why.replace(/\.$/, '')) ? `: ${truncate(why, 300)}` : '';
  const facts = [
    plan === '' ? undefined : plan,
    end === 'live' ? undefined : `reached ${formatPercent(reached)}`,
    evidenceText(rollout),
    waitedMs > 0 ? `watched ${formatDuration(waitedMs)}` : undefined,
    `${end === 'held' && reached >= 100 ? 'stays live' : END_TEXTS[end]}${news}`,
  ];
  return joinWithDots(facts);
}

/** What the last gate said, or how many probes failed where another end came first. */
function evidenceText({ gates, end, probes }: RolloutResult): string | undefined {
  const last = gates.at(-1);
  if (end === 'live' && last) return truncate(last.why, 300);
  if (!last && !probes) return end === 'live' ? 'nothing checked the new version' : undefined;
  if (!probes) return undefined;
  const { fresh, stable } = probes;
  const counted =
    fresh.failed === 1 && fresh.sent === 1
      ? 'the probe failed'
      : `${fresh.failed} of ${formatCount(fresh.sent, 'probe')} failed`;
  return stable ? `${counted}, ${stable.failed} of ${stable.sent} on the old version` : counted;
}

/** The walk as one line of a summary. */
export function rolloutBlock(receipt: Receipt): string {
  const words = rolloutText(receipt);
  return words === undefined ? '' : `**Rollout** · ${escapeProse(words)}`;
}

/** The walk as it went over time, drawn with characters. */
export function timelineBlock({ rollout, dryRun }: Receipt): string {
  const lines = rollout && !dryRun ? timelineLines(rollout) : [];
  return lines.length === 0 ? '' : ['```text', ...lines, '```'].join('\n');
}

const GATE_MARKS: Record<GateResult['verdict'], string> = { pass: '✅', fail: '❌', unclear: '❓' };

/** What callers met at both versions, side by side. */
export function trafficBlock({ rollout, dryRun }: Receipt): string {
  const { traffic } = rollout ?? {};
  if (!rollout || !traffic || dryRun) return '';
  const { fresh, stable, limitMs, source } = traffic;
  const ms = (value: number | undefined) => (value === undefined ? '–' : `${value} ms`);
  const row = (name: string, { calls, errors, errorRate, p50, p99, over }: TrafficTotal) => {
    const slow = limitMs === undefined ? [] : [over === undefined ? '–' : String(over)];
    return [escapeProse(name), String(calls), errorsText({ errors, errorRate }), ...slow, ms(p50), ms(p99)];
  };
  const titles = ['Errors (95 %)', ...(limitMs === undefined ? [] : [`Over ${limitMs} ms`]), 'p50', 'p99'];
  const columns = ['Calls', ...titles].map((title) => ({ title, align: 'right' as const }));
  const rows = [row(`new ${rollout.to}`, fresh), row(`stable ${rollout.from ?? ''}`.trim(), stable)];
  return markdownTable([{ title: escapeProse(source) }, ...columns], rows);
}

/** "3 (0.5–4.2 %)" */
function errorsText({ errors, errorRate }: Pick<TrafficTotal, 'errors' | 'errorRate'>): string {
  if (!errorRate) return '–';
  const percent = (share: number) => String(Number((share * 100).toFixed(1)));
  return `${errors} (${percent(errorRate.low)}–${percent(errorRate.high)} %)`;
}

/** What each gate said. */
export function gatesBlock({ rollout }: Receipt): string {
  const { gates = [] } = rollout ?? {};
  return bulletList(
    gates.map(({ percent, verdict, why }) => {
      const at = percent === 0 ? 'before any traffic moved' : `with ${formatPercent(percent)} of the traffic`;
      return `${GATE_MARKS[verdict]} ${joinWithDots([at, escapeProse(truncate(why, 300))])}`;
    }),
  );
}
