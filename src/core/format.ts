/** Numbers as people read them, the same in logs, errors and summaries. */

/** Bytes; MB means MiB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  if (kilo < 1023.5) return `${short(kilo)} KB`;
  const mega = kilo / 1024;
  return mega < 1023.5 ? `${short(mega)} MB` : `${short(mega / 1024)} GB`;
}

/** ms → "250 ms", "4.2 s", "1 min 30 s", "2 h 5 min" */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 59_950) return `${short(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

const short = (value: number): string =>
  value >= 99.95 ? String(Math.round(value)) : String(Number(value.toFixed(1)));

/** 0–100; a share that is small but there never reads as none. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.01) return '< 0.01 %';
  return `${Number(share.toFixed(2))} %`;
}

/**
 * A share (0–100) as a bar: 35 → "▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱▱▱▱". A small one still shows one cell, and an almost full one a gap.
 */
export function shareBar(percent: number, cells = 20): string {
  const exact = Math.round((percent / 100) * cells);
  const full = percent <= 0 ? 0 : percent >= 100 ? cells : Math.min(cells - 1, Math.max(1, exact));
  return `${'▰'.repeat(full)}${'▱'.repeat(cells - full)}`;
}
