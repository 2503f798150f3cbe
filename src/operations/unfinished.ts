import { DeployError } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Alias } from '../core/model.js';
import { readNote } from '../core/note.js';
import { describe } from '../core/rollout.js';
import { type Unfinished, unfinished } from '../rollout/unfinished.js';

/**
 * The rollout that an earlier run left on the alias, as its note tells: said in the log and the summary, whoever
 * asks. Asks GitHub whether that run has ended, when there is something to ask about.
 */
export async function leftBehind(job: Job, alias: Alias | undefined): Promise<Unfinished | undefined> {
  const { clock, source, forge, log } = job;
  const { run, to } = readNote(alias?.note).fields;
  // This very run, started again: its attempt before is over.
  const again = run !== undefined && run === source.runId;
  const ended = again || (to && run ? await forge.runEnded?.(run) : undefined);
  const left = unfinished(alias, clock.now(), () => ended);
  if (!left) return undefined;
  const who = left.run ? `run ${left.run}` : 'an earlier run';
  const state = left.abandoned ? 'was never finished' : `is under way until ${left.until}`;
  log.notice(`A rollout of version ${left.to} by ${who} ${state}: ${describe(alias?.rollout)}.`);
  return left;
}

/** Ours to go on with: nobody else is at it, and it was about this very commit. */
export const isOurs = (left: Unfinished | undefined, { source }: Job): boolean =>
  left?.abandoned === true && left.commit !== undefined && source.commit?.startsWith(left.commit) === true;

/**
 * A canary that somebody else began is not decided about in passing. Throws `refused`; nothing was changed.
 * `unless` is the version that the caller names on purpose.
 */
export async function refuseForeign(job: Job, alias: Alias | undefined, unless?: string): Promise<void> {
  const left = await leftBehind(job, alias);
  if (!left || left.to === unless || isOurs(left, job)) return;
  const message = `A rollout that is not this commit's stands on ${job.request.alias}: ${describe(alias?.rollout)}.`;
  throw new DeployError('refused', message, {
    next: `Run \`rollback\` to drop it, or \`promote\` with \`version: ${left.to}\` to finish it.`,
  });
}
