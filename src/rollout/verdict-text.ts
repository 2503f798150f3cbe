import type { FailureCounts } from './stats/failure-test.js';

/** What a gate says in numbers: the same words in log, summary, annotation and receipt. */

/** 0.0705 → "7 %", 0.0049 → "0.49 %": as exact as a person can use. Shares are of 1. */
export function shareText(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(percent >= 1 ? 2 : 1))} %`;
}

const counted = ({ failed, sent }: FailureCounts): string => `${sent - failed} of ${sent} good`;

/** "41 of 41 good; a build failing less than 7 % would pass this" */
export function passText(
  fresh: FailureCounts,
  stable: FailureCounts | undefined,
  bound: number,
  doubt?: string,
): string {
  const beside = doubt ? `; ${doubt}` : '';
  const seen =
    stable && stable.failed > 0 ? `${counted(fresh)}, of the stable version ${counted(stable)}` : counted(fresh);
  const more = fresh.failed > 0 && stable !== undefined ? ' more than the stable version' : '';
  return `${seen}${beside}; a build failing less than ${shareText(bound)}${more} would pass this`;
}

/** "6 of 31 probes failed, of the stable version 0 of 31; chance alone does that in fewer than 1 of 40 rollouts" */
export function failText(
  fresh: FailureCounts,
  stable: FailureCounts | undefined,
  { alpha, noun, detect, did = 'failed' }: { alpha: number; noun: string; detect: number; did?: string },
  doubt?: string,
): string {
  const nouns = fresh.sent === 1 ? noun : `${noun}s`;
  const failed = `${fresh.failed} of ${fresh.sent} ${nouns} ${did}`;
  if (doubt) return `${failed}, and ${doubt}`;
  if (!stable) return fresh.failed === fresh.sent ? failed : `${failed}, more than ${shareText(detect / 10)} may`;
  const odds = Math.round(1 / alpha);
  return `${failed}, of the stable version ${stable.failed} of ${stable.sent}; chance alone does that in fewer than 1 of ${odds} rollouts`;
}

/** "12 of 29 probes brought an answer, which is too few to see a build that fails 10 %" */
export function unclearText(
  fresh: FailureCounts,
  stable: FailureCounts,
  need: number,
  { detect, noun, did = 'failed' }: { detect: number; noun: string; did?: string },
  doubt?: string,
): string {
  const beside = doubt ? `; ${doubt}` : '';
  if (fresh.sent < need)
    return `${fresh.sent} of ${need} ${noun}s ${noun === 'call' ? 'were counted' : 'brought an answer'}, too few to see a build that fails ${shareText(detect)}${beside}`;
  const other = stable.sent > 0 && !doubt ? `, of the stable version ${stable.failed} of ${stable.sent}` : '';
  const more = other ? ' more' : '';
  return `${fresh.failed} of ${fresh.sent} ${noun}s ${did}${other}${beside}; that does not tell whether it fails ${shareText(detect)}${more} or not`;
}
