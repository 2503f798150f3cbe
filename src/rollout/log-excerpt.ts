import type { Redact } from './expectations.js';

/** Bytes of a log that vendors return at most. In one that is that long the first line has lost its beginning. */
const TAIL_BYTES = 4096;
/** Characters of an error's sentence that a log may take. */
const LONGEST = 500;
const MOST_LINES = 8;

/** Lines by which the platform frames each call. REPORT stays: it tells of memory and time. */
const FRAME = /^(?:START|END|INIT_START) |^FC (?:Invoke|Initialize|PreStop|PreFreeze) (?:Start|End) /;

/**
 * The end of a failed call's log as one clause: "; its log ended: … | …". Redacted before it is cut or its lines are
 * joined, so that no half of a secret is left; a line without its beginning may hold one that nothing names.
 */
export function logExcerpt(log: string | undefined, redact: Redact): string {
  if (log === undefined) return '';
  const cut = Buffer.byteLength(log) >= TAIL_BYTES - 3;
  const whole = cut ? log.slice(log.indexOf('\n') + 1 || log.length) : log;
  const lines = redact(whole)
    .split(/[\r\n]+/)
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && !FRAME.test(line))
    .slice(-MOST_LINES);
  if (lines.length === 0) return '; its log is empty';
  const text = lines.join(' | ');
  return `; its log ended: ${text.length > LONGEST ? `…${text.slice(1 - LONGEST)}` : text}`;
}
