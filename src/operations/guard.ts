import { DeployError } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Alias } from '../core/model.js';
import { readNote } from '../core/note.js';

/**
 * A run whose commit is older than what is live does not go live by accident: a slow run that was overtaken, or a
 * rerun of last week's. Says so when nobody can tell, and then lets the run's number decide.
 * Throws `refused`; nothing was changed.
 */
export async function refuseStale(job: Job, alias: Alias | undefined): Promise<void> {
  const { request, source, log, forge } = job;
  const live = alias ? believedFields(alias) : {};
  const { commit } = source;
  if (request.allowOlder || !alias || !live.commit || !commit || commit.startsWith(live.commit)) return;
  const ancestry = (await forge.ancestry?.(commit, live.commit)) ?? 'unknown';
  if (ancestry === 'ancestor') {
    throw stale(alias, `commit ${commit.slice(0, 12)} is an ancestor of ${live.commit}, which is live`);
  }
  if (ancestry !== 'unknown') return;
  log.notice(
    `How commit ${commit.slice(0, 12)} relates to the live ${live.commit} could not be found out; the run's number decides.`,
  );
  if (older(source.runId, live.run))
    throw stale(alias, `run ${source.runId} is older than run ${live.run}, which is live`);
}

/** The note's word counts only while it speaks of what really is live. */
function believedFields({ note, rollout }: Alias): Record<string, string | undefined> {
  const { fields } = readNote(note);
  return fields.live === rollout.stable ? fields : {};
}

/** GitHub's run ids only grow. */
const older = (ours: string | undefined, live: string | undefined): boolean =>
  ours !== undefined && live !== undefined && /^\d+$/.test(live) && Number(ours) < Number(live);

function stale(alias: Alias, why: string): DeployError {
  return new DeployError('refused', `This run would put older code live on ${alias.name}: ${why}.`, {
    next: 'Nothing was changed. To go back on purpose use `rollback`, or set `allow-older: true`.',
  });
}
