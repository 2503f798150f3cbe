import { type PastDeployment, warnOnError } from '../core/forge.js';
import type { Alias, TrafficSplit } from '../core/model.js';
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
async function moverOf(context: OperationContext, now: Alias): Promise<Mover | undefined> {
  if (context.provider.capabilities.notes) return moverInNote(now);
  const own = (await deploymentsHere(context))?.find(({ after }) => sameSplit(after, now.split));
  return own?.operation === 'deploy' && own.commit ? { commit: own.commit, run: own.run } : undefined;
}

/** All traffic to what a run deployed: its note names the commit, and is about what really is live. */
function moverInNote({ note, split }: Alias): Mover | undefined {
  const { fields, ours } = readNote(note);
  const { live, commit, run, undone } = fields;
  const deployed = ours && !split.canary && live === split.stable && undone === undefined;
  return deployed && commit && run ? { commit, run } : undefined;
}

/** What is deployed to the environment of this run; undefined: there is none, or nobody knows. */
async function deploymentsHere({ request, receipt, forge, log }: OperationContext) {
  const { environment, alias } = request;
  if (environment === undefined) return undefined;
  const all = await warnOnError(log, async () => forge.activeDeployments?.(receipt));
  return all?.filter((one) => one.environment === environment && one.alias === alias);
}

/** A deploy whose switch is done has said so by then. */
const LOOKS = 3;
const LOOK_MS = 1000;

/**
 * Where a provider has neither a lock nor notes, our switch may cover up that of a newer commit, which came between our
 * look at the alias and our write: that run is green, and callers get our code. Call it before the switch; what it
 * returns, called after it, tells where traffic was then, and why the other commit counts as newer.
 */
export async function watchForCovered(
  context: OperationContext,
): Promise<() => Promise<{ split: TrafficSplit; why: string } | undefined>> {
  const { provider, request, clock, signal } = context;
  const { lock, notes } = provider.capabilities;
  const blind = request.dryRun || lock || notes || request.allow.older;
  const before = blind ? undefined : await deploymentsHere(context);
  if (!before) return async () => undefined;
  // What was live then and is not any more was taken back by somebody.
  const known = new Set(before.filter(({ state }) => state === 'success').map(({ id }) => id));
  return async () => {
    for (let look = 1; ; look++) {
      const others = (await deploymentsHere(context)) ?? [];
      const newer = await newest(
        context,
        others.filter(({ id }) => !known.has(id)),
      );
      if (!newer || newer.state === 'success') return newer;
      if (look === LOOKS) return undefined;
      await clock.sleep(LOOK_MS, signal);
    }
  };
}

async function newest(context: OperationContext, others: PastDeployment[]) {
  const found: { split: TrafficSplit; why: string; state: string }[] = [];
  for (const { operation, commit, run, after, state } of others) {
    if (operation !== 'deploy' || !commit || sameSplit(after, context.receipt.after)) continue;
    const why = await whyOlder(context, { commit, run });
    if (why !== undefined) found.push({ split: after, why, state });
  }
  return found.find(({ state }) => state === 'success') ?? found[0];
}
