import { DeployError } from '../core/errors.js';
import type { Alias, Rollout } from '../core/model.js';
import { allTo, describe, sameRollout, withCanary } from '../core/rollout.js';
import { noteOnTheWay, type Route } from './route.js';

/** The rollout that gives the version so much. */
export function rolloutAt({ version, home }: Route, percent: number): Rollout {
  return percent >= 100 || !home ? allTo(version) : withCanary(home, version, percent);
}

/**
 * Moves the traffic to `percent` and believes only what is read back. A move without an answer is looked up: it may
 * have happened. Throws `conflict` when someone else moved the alias meanwhile.
 */
export async function shiftTo(route: Route, percent: number): Promise<void> {
  const { job, where, facts } = route;
  const next = rolloutAt(route, percent);
  if (sameRollout(where.alias?.rollout, next)) {
    facts.reached = Math.max(facts.reached, percent);
    return;
  }
  where.asked = next;
  facts.end = 'under-way';
  const after = await sent(route, next);
  if (!sameRollout(after.rollout, next)) {
    const seen = `Asked for ${describe(next)}, but ${after.name} is ${describe(after.rollout)}.`;
    throw new DeployError('conflict', seen, { next: 'Someone else moved it at the same moment. Look at `list`.' });
  }
  where.alias = after;
  where.asked = undefined;
  facts.reached = Math.max(facts.reached, percent);
  if (job.request.dryRun) return;
  job.receipt.after = after.rollout;
  job.receipt.switched = !sameRollout(job.receipt.before, after.rollout);
  job.log.info(`${after.name} is ${describe(after.rollout)}.`);
}

async function sent(route: Route, next: Rollout): Promise<Alias> {
  const { job, where } = route;
  const { provider, request } = job;
  const name = request.alias;
  try {
    return await provider.point(name, next, { expected: where.alias, note: noteOnTheWay(route, next) });
  } catch (error) {
    if (clearNo(error)) {
      where.asked = undefined;
      throw error;
    }
    const seen = await provider.alias(name).catch(() => undefined);
    if (!seen || !sameRollout(seen.rollout, next)) throw error;
    job.log.info('The move had no clear answer, but it took effect.');
    return seen;
  }
}

/** The same words as in the journal: these say that nothing happened. */
function clearNo(error: unknown): boolean {
  if (!(error instanceof DeployError) || (error.status ?? 0) >= 500) return false;
  return ['conflict', 'refused', 'vendor', 'input'].includes(error.kind);
}

/** After the last step: is what the provider says what the receipt says? Throws `conflict`. */
export async function readBack({ job: { provider, request, receipt } }: Route): Promise<void> {
  const seen = await provider.alias(request.alias);
  if (sameRollout(seen?.rollout, receipt.after)) return;
  const message = `${request.alias} is ${describe(seen?.rollout)}, and this run left it at ${describe(receipt.after)}.`;
  throw new DeployError('conflict', message, { next: 'Someone else moved it since. Look at `list`.' });
}
