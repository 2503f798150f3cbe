import { DeployError } from '../core/errors.js';
import type { Ancestry } from '../core/forge.js';
import type { Alias } from '../core/model.js';
import { readNote } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import { describeSplit } from '../core/traffic-split.js';

/**
 * A run whose commit is older than what is live does not go live by accident: a slow run that was overtaken, or a
 * rerun of last week's. Says so when nobody can tell, and then lets the run's number decide.
 * Throws `refused`, or `superseded` where the newer one went live since the run began; nothing was changed.
 */
export async function refuseStaleCommit(context: OperationContext, alias: Alias | undefined): Promise<void> {
  if (context.request.allow.older || !alias) return;
  const why = await whyOlder(context, believedFields(alias));
  if (why === undefined) return;
  throw wentLiveDuring(context, alias) ? supersededError(alias, why) : stale(alias, why);
}

/** `at` has whole seconds. A promotion is asked for by a person, who should hear of it. */
function wentLiveDuring({ receipt }: OperationContext, alias: Alias): boolean {
  const at = Date.parse(believedFields(alias).at ?? '');
  return receipt.effect === 'publishes' && at >= Math.floor(Date.parse(receipt.startedAt) / 1000) * 1000;
}

/** A newer commit went live during the run: this one leaves it there. */
export const supersededError = ({ name, split }: Alias, why: string): DeployError =>
  new DeployError(
    'superseded',
    `A newer commit went live during this run, and stays: ${name} is ${describeSplit(split)} (${why}).`,
  );

/** The run that made live what is: its commit, and GitHub's number of it. */
export interface Mover {
  commit?: string;
  run?: string;
}

/** Why this run's commit counts as older than what is live. undefined: it does not. */
export async function whyOlder(context: OperationContext, live: Mover): Promise<string | undefined> {
  const { commit, runId } = context.workflowRun;
  if (!commit) return undefined;
  if (live.commit && commit.startsWith(live.commit)) return undefined;
  const ancestry = await ancestryOf(context, commit, live.commit);
  if (ancestry === 'ancestor') return `commit ${commit.slice(0, 12)} is an ancestor of ${live.commit}, which is live`;
  if (ancestry !== 'unknown' || !older(runId, live.run)) return undefined;
  return `run ${runId} is older than run ${live.run}, which moved it last`;
}

/** unknown: nobody can say, or what is live was not built by the run that moved it (a rollback, a promotion). */
async function ancestryOf({ forge, log }: OperationContext, ours: string, live: string | undefined): Promise<Ancestry> {
  if (!live) return 'unknown';
  const ancestry = (await forge.ancestry?.(ours, live)) ?? 'unknown';
  if (ancestry === 'unknown') {
    const which = `commit ${ours.slice(0, 12)} relates to the live ${live}`;
    log.notice(`How ${which} could not be found out; the run's number decides.`);
  }
  return ancestry;
}

/** What the note says is believed only while it describes what really is live. */
function believedFields({ note, split }: Alias): Record<string, string | undefined> {
  const { fields } = readNote(note);
  return fields.live === split.stable ? fields : {};
}

/** GitHub's run ids only grow. */
const older = (ours: string | undefined, live: string | undefined): boolean =>
  ours !== undefined && live !== undefined && /^\d+$/.test(live) && Number(ours) < Number(live);

function stale(alias: Alias, why: string): DeployError {
  return new DeployError('refused', `This run would replace newer code on alias \`${alias.name}\`: ${why}.`, {
    next: 'Nothing was changed. To go back on purpose use `rollback`, or set `allow: older`.',
  });
}
