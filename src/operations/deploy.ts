import { DeployError, inputError } from '../core/errors.js';
import type { Job, Operation } from '../core/job.js';
import type { Alias, Request } from '../core/model.js';
import { allTo, describe, withCanary } from '../core/rollout.js';
import { refuseStale } from './guard.js';
import { believed, move, readAlias } from './move.js';
import { publish } from './publish.js';
import { needsOf, proves, refuseHurry, rollOut } from './rollout.js';
import { isOurs, leftBehind } from './unfinished.js';

/** Publishes the package as a version; moves traffic only when asked to. */
export const deploy: Operation = {
  name: 'deploy',
  check(request) {
    if (request.path === undefined) {
      throw inputError('path', '', 'is missing, and `deploy` needs it.', 'Name the directory or archive to ship.');
    }
    refuseTwoWays(request);
    refuseIdleProbes(request);
    refuseHurry(request);
  },
  needs: (request) =>
    request.canaryWeight === undefined ? needsOf(request) : [{ need: 'split', because: 'canary-weight' }],
  moves,
  async run(job) {
    const [pkg, alias] = await Promise.all([job.pack(), readAlias(job)]);
    const going = await refuseDuringCanary(job, alias);
    if (moves(job.request)) await refuseStale(job, alias);
    const version = await publish(job, pkg, alias);
    if (going !== undefined && version.id !== going) throw underWay(alias);
    if (!moves(job.request)) return sayIdle(job);
    if (version.id === alias?.rollout.stable) {
      job.log.info(`Version ${version.id} is live already.`);
      return;
    }
    await goLive(job, alias, version.id);
  },
};

function moves({ switch: all, canaryWeight, rollout }: Request): boolean {
  return all || canaryWeight !== undefined || rollout !== undefined;
}

/** Three ways to move traffic, of which a deploy takes at most one. */
function refuseTwoWays({ switch: all, canaryWeight, rollout }: Request): void {
  const ways = { switch: all, 'canary-weight': canaryWeight !== undefined, rollout: rollout !== undefined };
  const [first, second] = Object.entries(ways).flatMap(([name, asked]) => (asked ? [name] : []));
  if (!first || !second) return;
  const next = 'Leave out one: `switch` moves all traffic at once, `canary-weight` a share, `rollout` step by step.';
  throw inputError(second, '', `excludes \`${first}\`.`, next);
}

/** A probe that nothing waits for would prove nothing. */
function refuseIdleProbes(request: Request): void {
  if (!proves(request) || request.switch || request.rollout) return;
  const name = request.alarmNames.length > 0 ? 'alarm-names' : request.probeUrl ? 'probe-url' : 'probe-payload';
  throw inputError(name, '', 'has nothing to decide.', 'Add `rollout` (step by step) or `switch: true` (all at once).');
}

/** No error: a workflow may set them once and `switch` by a condition. */
function sayIdle({ request: { settle, allowOlder }, log }: Job): void {
  const idle = [settle && '`settle`', allowOlder && '`allow-older`'].filter(Boolean);
  if (idle.length > 0) log.notice(`This deploy moves no traffic, so ${idle.join(' and ')} had nothing to do.`);
}

async function goLive(job: Job, alias: Alias | undefined, version: string): Promise<void> {
  const { canaryWeight } = job.request;
  const { commit } = job.source;
  if (proves(job.request) || job.request.rollout) return rollOut(job, alias, version);
  if (canaryWeight !== undefined && alias) {
    await move(job, alias, withCanary(alias.rollout, version, canaryWeight), { prev: believed(alias), commit });
    return;
  }
  await move(job, alias, allTo(version), { prev: alias?.rollout.stable, commit });
}

/**
 * A deploy during a canary would decide about it silently. The one exception is this very commit's own rollout that
 * was interrupted: answers its version, to go on with.
 */
async function refuseDuringCanary(job: Job, alias: Alias | undefined): Promise<string | undefined> {
  if (!alias?.rollout.canary) return undefined;
  const left = await leftBehind(job, alias);
  if (left && isOurs(left, job)) return left.to;
  throw underWay(alias);
}

function underWay(alias: Alias | undefined): DeployError {
  return new DeployError('refused', `A canary is running: ${alias?.name} is ${describe(alias?.rollout)}.`, {
    next: 'Run `promote` to finish it, or `rollback` to drop it, then deploy again.',
  });
}
