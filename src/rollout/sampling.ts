import { shareSeenWith } from './stats/failure-bounds.js';

/** The calls of one round, sent at the same time. */
export interface Round {
  /** of the new version, by its number */
  fresh: number;
  /** of the stable version, by its number */
  stable: number;
  /** by the way callers come: whichever version answers */
  live: number;
}

/** After its time a gate still waits so long (ms) for a sample that is not complete. */
export const SAMPLING_MS = 120_000;

/** How the versions can be reached, and how often. */
export interface Reach {
  /** each version by its number */
  byNumber: boolean;
  /** the way callers come */
  live: boolean;
  /** the stable version is there to be compared with */
  comparable: boolean;
  /** one at a time: the vendor allows only so many calls */
  frugal: boolean;
}

/** Calls at the same time: more wakes instances that nobody needs, fewer takes long before traffic moves. */
export const PARALLEL = 5;
/** By the way callers come, so many answers of the new version at least: they show what fails there in half of all cases. */
export const LEAST_LIVE = 5;
const MOST_LIVE = 20;

/** How many probes a gate sends beyond the smallest sample to get `LEAST_LIVE`, before it gives up: times that sample. */
const MARGIN = 1.5;

/** What a round is to bring. */
export interface Sample {
  /** so many answers of the new version at most */
  wanted: number;
  /** the smallest sample that suffices */
  need: number;
  /** no time of a step is left to spread calls over */
  hurry: boolean;
}

/** What to send at a share of the traffic (percent). */
export function roundAt(
  percent: number,
  { byNumber, live, comparable, frugal }: Reach,
  { wanted, need, hurry }: Sample,
): Round {
  const several = hurry && !frugal ? Math.max(1, Math.min(PARALLEL, wanted)) : 1;
  const stable = comparable ? several : 0;
  if (!byNumber) return { fresh: 0, stable: 0, live: several };
  if (!live || percent <= 0) return { fresh: several, stable, live: 0 };
  // Everybody gets the new version by the way callers come.
  if (percent >= 100) return { fresh: 0, stable, live: several };
  return { fresh: 1, stable: comparable ? 1 : 0, live: liveCalls(percent, need) };
}

/** So many calls by the way callers come in each of `need` rounds bring `LEAST_LIVE` answers of the new version. */
function liveCalls(percent: number, need: number): number {
  const calls = Math.ceil((LEAST_LIVE * MARGIN) / (percent / 100) / need);
  return Math.min(MOST_LIVE, Math.max(3, calls));
}

/** A vendor's limit: so many calls in so much time (ms) from one address. */
export interface CallLimit {
  calls: number;
  perMs: number;
}

/** What else a frugal rollout asks beside the samples of both versions: until the new one is seen, and some in reserve. */
const OTHER_CALLS = 15;
/** So many good answers of the stable version make its own failures rare enough to blame the new one for them. */
export const CLEAN_BASELINE = 29;

const MOST_BASELINE = 300;

/**
 * The stable version is asked so often before a move after which it cannot be asked any more: as often as the new one
 * will be, or as the vendor's limit leaves. `need`: the largest sample of the gates that follow.
 */
export const baselineCalls = (need: number, limit: CallLimit | undefined): number =>
  limit
    ? Math.max(3, Math.min(CLEAN_BASELINE, limit.calls - OTHER_CALLS - need))
    : Math.min(MOST_BASELINE, Math.max(CLEAN_BASELINE, need));

/** The smallest difference that a limit leaves visible, as a whole percentage, upwards; a share of 1. */
export const reachableWith = ({ calls }: CallLimit): number =>
  Math.ceil(shareSeenWith(Math.max(1, calls - OTHER_CALLS)) * 100) / 100;
