import type { RolloutFacts } from '../core/facts.js';
import type { Job } from '../core/job.js';
import type { Alias, Request, Rollout } from '../core/model.js';
import { aliasNote, previousOf } from '../core/note.js';
import { longestMs } from './plan.js';
import type { RolloutRequest } from './request.js';
import type { Schedule } from './steps.js';
import type { Tally } from './tally.js';

/** What a rollout needs of a job. */
export type RolloutJob = Omit<Job, 'request' | 'pack'> & {
  request: RolloutRequest & Pick<Request, 'alias' | 'dryRun'>;
};

/** Where traffic is, and where it was asked to go. */
export interface Whereabouts {
  /** the alias as last read */
  alias: Alias | undefined;
  /** a move that was sent, and whose answer has not come */
  asked?: Rollout;
}

/** One rollout on its way. */
export interface Route {
  job: RolloutJob;
  version: string;
  schedule: Schedule;
  /** where traffic goes back to; absent: nothing was live before */
  home?: Rollout;
  where: Whereabouts;
  facts: RolloutFacts;
  /** all probes so far */
  total: Tally;
}

/** The note while traffic is on its way to `next`: it lets the next run see what an interrupted one left. */
export function noteOnTheWay({ job, version, schedule, where }: Route, next: Rollout): string | undefined {
  if (!job.provider.can.notes) return undefined;
  const alias = where.alias;
  if (!next.canary) return note(job, alias, { live: next.stable, prev: prevAtTheEnd(alias, next) });
  const ms = longestMs(schedule, job.request, job.provider.can.settlesMs);
  const until = new Date(Math.min(job.clock.now() + ms, job.deadline)).toISOString().replace(/\.\d+Z$/, 'Z');
  return note(job, alias, { live: next.stable, prev: believed(alias), to: version, until });
}

/** The note of traffic that went back: the way "back" from here would be forward. */
export function noteAtHome({ job, version, where }: Route, home: Rollout): string | undefined {
  if (!job.provider.can.notes) return undefined;
  return note(job, where.alias, { live: home.stable, undone: version, commit: undefined });
}

function note({ source }: RolloutJob, alias: Alias | undefined, facts: Parameters<typeof aliasNote>[0]): string {
  return aliasNote({ commit: source.commit, run: source.runId, ...facts }, alias?.note);
}

const prevAtTheEnd = (alias: Alias | undefined, { stable }: Rollout): string | undefined =>
  alias && alias.rollout.stable !== stable ? alias.rollout.stable : believed(alias);

function believed(alias: Alias | undefined): string | undefined {
  const previous = alias ? previousOf(alias) : undefined;
  return previous?.known ? previous.version : undefined;
}
