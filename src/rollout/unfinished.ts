import type { Alias } from '../core/model.js';
import { readNote } from '../core/note.js';

/** A rollout that somebody began and that has not come to its end. */
export interface Unfinished {
  /** the version it was on its way to */
  to: string;
  /** the version that had all traffic before */
  from: string;
  /** percent that `to` has now */
  percent: number;
  /** the first 12 characters of the commit that began it */
  commit?: string;
  /** GitHub's number of the run that began it */
  run?: string;
  /** when it was to be over at the latest: ISO 8601 */
  until: string;
  /** `until` has passed, or its run has ended: nobody is coming back for it */
  abandoned: boolean;
}

/**
 * The rollout that the alias is in the middle of, read from the alias's own note. Believed only while the traffic
 * is what such a rollout makes of it: a canary that somebody gave by hand is nobody's rollout.
 * `now` in ms since the epoch; `ended` says whether a run has ended, undefined where that is not known.
 */
export function unfinished(
  alias: Alias | undefined,
  now: number,
  ended: (run: string) => boolean | undefined = () => undefined,
): Unfinished | undefined {
  const { fields, ours } = readNote(alias?.note);
  const { to, until, live, commit, run } = fields;
  const { stable, canary } = alias?.rollout ?? {};
  if (!ours || !to || !until || !canary || !stable) return undefined;
  if (canary.version !== to || live !== stable) return undefined;
  const over = Date.parse(until);
  const abandoned = Number.isNaN(over) || now > over || (run !== undefined && ended(run) === true);
  return { to, from: stable, percent: canary.percent, commit, run, until, abandoned };
}
