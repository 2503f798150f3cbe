import { formatDuration } from './format.js';
import type { LatestReport } from './latest-report.js';
import type { Receipt } from './receipt.js';
import type { Caller } from './types.js';

/** Sentences about callers of the newest upload, the same in log, errors and reports. */

/** Those that surely call it: bound to it, or allowed to while metrics show calls by the bare name. */
export const sureCallers = ({ callers, maybe, calls }: LatestReport): Caller[] =>
  calls !== undefined && calls > 0 ? [...callers, ...maybe] : callers;

/** "3 callers of $LATEST (function URL, event source arn:…, alias old)" */
export function describeCallers(callers: readonly Caller[], qualifier: string): string {
  const names = callers.slice(0, MOST_NAMES).map(({ what, url }) => (url === undefined ? what : `${what} ${url}`));
  const more = callers.length > MOST_NAMES ? [`${callers.length - MOST_NAMES} more`] : [];
  return `${countCallers(callers.length, qualifier)} (${[...names, ...more].join(', ')})`;
}

/** "1 caller of $LATEST" */
export const countCallers = (count: number, qualifier: string): string =>
  `${count} ${count === 1 ? 'caller' : 'callers'} of ${qualifier}`;

/** Names in a sentence; a reader counts no further. */
const MOST_NAMES = 5;

/**
 * Do callers of the newest upload get something else than those of the alias? undefined: nobody calls it, or it is not
 * known what it holds.
 */
export function latestDiffers({ latest, after, dryRun }: Receipt): boolean | undefined {
  if (!latest || dryRun || latest.holds === undefined || sureCallers(latest).length === 0) return undefined;
  return latest.holds === null || after === undefined || after?.canary !== undefined || latest.holds !== after?.stable;
}

/** "gets version 8 now", of one caller */
export function latestHoldsText({ holds }: LatestReport, callers: number): string {
  const verb = callers === 1 ? 'gets' : 'get';
  return holds === null ? `${verb} code that is none of these versions` : `${verb} version ${holds} now`;
}

/** What a reader must know about callers of the newest upload, as one notice; undefined: there is nothing to say. */
export function latestNotice(receipt: Receipt): string | undefined {
  const { latest } = receipt;
  if (!latest) return undefined;
  const parts = [whoGetsWhat(receipt, latest), exposureText(latest), unreadText(latest)];
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}

function whoGetsWhat(receipt: Receipt, latest: LatestReport): string | undefined {
  const { qualifier, maybe, calls } = latest;
  const sure = sureCallers(latest);
  const counted = calls ? `, with ${countOf(calls)} by the bare name in 24 hours,` : '';
  if (sure.length > 0) {
    return whatTheyGet(receipt, latest, { who: `${describeCallers(sure, qualifier)}${counted}`, count: sure.length });
  }
  if (maybe.length > 0) {
    const who = `${describeCallers(maybe, qualifier)}, if without a qualifier,`;
    return whatTheyGet(receipt, latest, { who, count: maybe.length });
  }
  if (!calls) return undefined;
  const who = `Whoever called the bare name (${countOf(calls)} in 24 hours)`;
  return whatTheyGet(receipt, latest, { who, count: 1 });
}

const countOf = (calls: number): string => `${calls} ${calls === 1 ? 'call' : 'calls'}`;

function whatTheyGet(receipt: Receipt, latest: LatestReport, { who, count }: { who: string; count: number }): string {
  const { alias, dryRun, steps } = receipt;
  const publishes = steps.some(({ kind, status }) => kind === 'publish' && status !== 'failed');
  if (dryRun && latest.putBack !== undefined) {
    return `${who} would get this upload for a moment, until the code of version ${latest.putBack} is back.`;
  }
  if (dryRun && publishes) return `${who} would get this upload at once, whatever ${alias} says.`;
  if (dryRun) return `${who} would get what is there now: no alias reaches them.`;
  if (latest.holds === undefined) {
    return `What ${who} ${count === 1 ? 'gets' : 'get'} now could not be read; ${alias} does not reach them.`;
  }
  const gets = `${who} ${latestHoldsText(latest, count)}`;
  const same = latest.holds !== null && !receipt.after?.canary && latest.holds === receipt.after?.stable;
  return same
    ? `${gets}, as those of ${alias} do; no move of ${alias} reaches them.`
    : `${gets}, whatever ${alias} says.${unpublishedText(latest)}`;
}

/** A move replaces only code that is not lost by it. */
const unpublishedText = ({ holds, qualifier }: LatestReport): string =>
  holds === null
    ? ` No version holds that code, so no rollback replaces it: publish it first, then \`rollback\` with \`latest-callers: protect\` puts the live code into ${qualifier}.`
    : '';

function exposureText({ exposedMs, qualifier, putBack }: LatestReport): string | undefined {
  if (exposedMs === undefined) return undefined;
  return `${qualifier} held this upload for ${formatDuration(exposedMs)}, until the code of version ${putBack} was back.`;
}

function unreadText({ unread, qualifier }: LatestReport): string | undefined {
  return unread.length === 0
    ? undefined
    : `Who else calls ${qualifier} is not known: ${unread.join(', ')} could not be read.`;
}
