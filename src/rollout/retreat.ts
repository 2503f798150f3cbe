import { DeployError, messageOf } from '../core/errors.js';
import type { Alias } from '../core/model.js';
import { readNote } from '../core/note.js';
import { sameRollout } from '../core/rollout.js';
import { type Back, mayBeFrom, putBack } from './back.js';
import { noteAtHome, type Route } from './route.js';

/**
 * A runner kills 10 s after it told us to stop. The last attempt begins before this, and its own repeats on a bad
 * network take up to 1.5 s: so traffic is back within 7 s, and there is time left for the summary.
 */
const STOPPED_MS = 5500;
const FAILED_MS = 60_000;

/**
 * A rollout that ends early: puts traffic back or leaves it, as the request says, and writes down which. The reason
 * stays what it was; what came of the retreat is added to what the user is told to do.
 */
export async function retreat(route: Route, reason: unknown): Promise<never> {
  const { job, facts, home, where } = route;
  const error = reason instanceof DeployError ? reason : undefined;
  facts.why = messageOf(reason);
  const away = where.asked !== undefined || (where.alias !== undefined && !sameRollout(where.alias.rollout, home));
  if (!away || !(error?.kind === 'unhealthy' || isOurs(route)))
    return ended(route, reason, 'not-moved', 'No traffic was moved.');
  if (error?.kind === 'conflict') {
    return ended(route, reason, 'foreign', 'Someone else moved the traffic, so it was left as they put it.');
  }
  const stopped = error?.kind === 'interrupted';
  const policy = stopped ? job.request.onCancel : job.request.onFailure;
  if (policy === 'hold') return ended(route, reason, 'held', 'Traffic stays where it is, as asked.');
  if (!home) return ended(route, reason, 'held', 'Nothing was live before, so there is nothing to go back to.');
  const back = await goHome(route, stopped ? STOPPED_MS : FAILED_MS);
  if (typeof back === 'string') {
    return ended(route, reason, 'not-known', `Traffic could not be put back: ${back}`);
  }
  where.alias = back.alias;
  job.receipt.after = back.alias?.rollout ?? null;
  job.receipt.switched = !sameRollout(job.receipt.before, job.receipt.after);
  if (back.end === 'foreign') return ended(route, reason, 'foreign', 'Someone else moved the traffic meanwhile.');
  return ended(route, reason, 'rolled-back', `All traffic is back on version ${home.stable}.`);
}

/** This run moved the traffic, or goes on with a rollout of the same version that was interrupted. */
function isOurs({ where, job, version }: Route): boolean {
  if (where.asked !== undefined || !sameRollout(where.alias?.rollout, job.receipt.before)) return true;
  return readNote(where.alias?.note).fields.to === version;
}

/** The error's own sentence when it did not work. */
async function goHome(route: Route, budgetMs: number): Promise<Back | string> {
  const { job, where } = route;
  const { clock, log, request } = job;
  const home = route.home ?? { stable: '' };
  const until = clock.now() + budgetMs;
  log.info(`Putting traffic back to version ${home.stable}.`);
  try {
    return await job.stage('roll back', async () => {
      const provider = (await job.reopen?.(until)) ?? job.provider;
      const ours = (seen: Alias) =>
        sameRollout(seen.rollout, where.alias?.rollout) ||
        (sameRollout(seen.rollout, where.asked) && mayBeFrom(job.source.runId, seen));
      const way = { provider, clock, log, name: request.alias, home, note: noteAtHome(route, home), until };
      return putBack({ ...way, ours, late: where.asked !== undefined });
    });
  } catch (error) {
    return messageOf(error);
  }
}

function ended(route: Route, reason: unknown, end: Route['facts']['end'], told: string): never {
  const { facts, job } = route;
  facts.end = end;
  job.log.info(told);
  if (!(reason instanceof DeployError)) throw reason;
  const { kind, message, next, status, code } = reason;
  throw new DeployError(kind, message, { next: next ? `${told} ${next}` : told, status, code, cause: reason });
}
