import type { Alias } from '../core/model.js';
import { readNote } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import { sameSplit } from '../core/traffic-split.js';
import { supersededError, whyOlder } from './stale-commit.js';

/**
 * What somebody else did to the alias since `read`. none: nothing; deploy: another deploy of an older commit (or of
 * another line) went live; other: a person moved it, a canary runs, or who did it is not known.
 */
export type Intrusion = 'none' | 'deploy' | 'other';

/**
 * Looks at an alias that somebody else may have moved since it was `read`, for a run that would make its own commit
 * live. Throws `superseded` when a newer commit went live: then the run leaves it there.
 */
export async function findIntrusion(
  context: OperationContext,
  read: Alias | undefined,
  now: Alias | undefined,
): Promise<Intrusion> {
  if (sameSplit(read?.split, now?.split) && read?.note === now?.note) return 'none';
  if (!now || !isDeploy(now) || !context.workflowRun.commit) return 'other';
  const why = context.request.allow.older ? undefined : await whyOlder(context, now);
  if (why === undefined) return 'deploy';
  throw supersededError(now, why);
}

/** All traffic to what a run deployed: its note names the commit, and is about what really is live. */
function isDeploy({ note, split }: Alias): boolean {
  const { fields, ours } = readNote(note);
  const { live, commit, run, undone } = fields;
  return ours && !split.canary && live === split.stable && undone === undefined && Boolean(commit && run);
}
