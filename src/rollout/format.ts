/** How the lines of a rollout's log write durations and shares. */

const UNITS: [string, number][] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** 90_000 → "1m 30s"; below a second "250 ms". Input in ms. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return ms === 0 ? '0s' : `${Math.round(ms)} ms`;
  let left = Math.round(ms / 1000) * 1000;
  const parts: string[] = [];
  for (const [name, unit] of UNITS) {
    const count = Math.floor(left / unit);
    left -= count * unit;
    if (count > 0) parts.push(`${count}${name}`);
  }
  return parts.join(' ');
}

/** A bar of ten squares: 35 → "███░░░░░░░". A share above zero shows at least one, a share below all at most nine. */
export function shareBar(percent: number): string {
  const rounded = Math.floor(percent / 10);
  const full = percent >= 100 ? 10 : percent <= 0 ? 0 : Math.min(9, Math.max(1, rounded));
  return '█'.repeat(full) + '░'.repeat(10 - full);
}
