import { warnOnError } from '../core/forge.js';
import type { Alias } from '../core/model.js';
import { readNote } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import { sameSplit } from '../core/traffic-split.js';
import { type Mover, supersededError, whyOlder } from './stale-commit.js';

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
  const mover = now && context.workflowRun.commit ? await moverOf(context, now) : undefined;
  if (!now || !mover) return 'other';
  const why = context.request.allow.older ? undefined : await whyOlder(context, mover);
  if (why === undefined) return 'deploy';
  throw supersededError(now, why);
}

/**
 * The deploy that made live what is; undefined: it was none, or nobody knows. Where the provider keeps no notes, the
 * Deployments of the environment tell: each is opened before its move.
 */
async function moverOf(
  { provider, request, receipt, forge, log }: OperationContext,
  now: Alias,
): Promise<Mover | undefined> {
  if (provider.capabilities.notes) return moverInNote(now);
  if (request.environment === undefined) return undefined;
  const all = (await warnOnError(log, async () => forge.activeDeployments?.(receipt))) ?? [];
  const own = all.find(
    ({ environment, alias, after }) =>
      environment === request.environment && alias === request.alias && sameSplit(after, now.split),
  );
  return own?.operation === 'deploy' && own.commit ? { commit: own.commit, run: own.run } : undefined;
}

/** All traffic to what a run deployed: its note names the commit, and is about what really is live. */
function moverInNote({ note, split }: Alias): Mover | undefined {
  const { fields, ours } = readNote(note);
  const { live, commit, run, undone } = fields;
  const deployed = ours && !split.canary && live === split.stable && undone === undefined;
  return deployed && commit && run ? { commit, run } : undefined;
}
