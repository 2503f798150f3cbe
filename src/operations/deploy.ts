import { DeployError, inputError } from '../core/errors.js';
import type { Job, Operation } from '../core/job.js';
import type { Alias, Request } from '../core/model.js';
import { allTo, describe, withCanary } from '../core/rollout.js';
import { refuseStale } from './guard.js';
import { believed, move, readAlias } from './move.js';
import { publish } from './publish.js';

/** Publishes the package as a version; moves traffic only when asked to. */
export const deploy: Operation = {
  name: 'deploy',
  check(request) {
    if (request.path === undefined) {
      throw inputError('path', '', 'is missing, and `deploy` needs it.', 'Name the directory or archive to ship.');
    }
    if (request.switch && request.canaryWeight !== undefined) {
      const next = 'Leave out one of the two: `switch` gives all traffic, `canary-weight` a share.';
      throw inputError('switch', 'true', 'excludes `canary-weight`.', next);
    }
  },
  needs: ({ canaryWeight }) => (canaryWeight === undefined ? [] : [{ need: 'split', because: 'canary-weight' }]),
  moves,
  async run(job) {
    const [pkg, alias] = await Promise.all([job.pack(), readAlias(job)]);
    refuseDuringCanary(alias);
    if (moves(job.request)) await refuseStale(job, alias);
    const version = await publish(job, pkg, alias);
    if (!moves(job.request)) return;
    if (version.id === alias?.rollout.stable) {
      job.log.info(`Version ${version.id} is live already.`);
      return;
    }
    await goLive(job, alias, version.id);
  },
};

function moves({ switch: all, canaryWeight }: Request): boolean {
  return all || canaryWeight !== undefined;
}

async function goLive(job: Job, alias: Alias | undefined, version: string): Promise<void> {
  const { canaryWeight } = job.request;
  if (canaryWeight !== undefined && alias) {
    await move(job, alias, withCanary(alias.rollout, version, canaryWeight), { prev: believed(alias) });
    return;
  }
  await move(job, alias, allTo(version), { prev: alias?.rollout.stable });
}

/** A deploy during a canary would decide about it silently. */
function refuseDuringCanary(alias: Alias | undefined): void {
  if (!alias?.rollout.canary) return;
  throw new DeployError('refused', `A canary is running: ${alias.name} is ${describe(alias.rollout)}.`, {
    next: 'Run `promote` to finish it, or `rollback` to drop it, then deploy again. Nothing was uploaded.',
  });
}
