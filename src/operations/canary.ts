import { DeployError, inputError } from '../core/errors.js';
import type { Job, Operation } from '../core/job.js';
import type { Alias } from '../core/model.js';
import { allTo, describe, withCanary } from '../core/rollout.js';
import { refuseStale } from './guard.js';
import { believed, move, readAlias } from './move.js';
import { publish } from './publish.js';
import { refuseForeign } from './unfinished.js';

/** Gives an existing version, or the package at `path`, a share of the traffic. */
export const canary: Operation = {
  name: 'canary',
  check({ version, path, canaryWeight }) {
    if (canaryWeight === undefined) {
      throw inputError('canary-weight', '', 'is missing, and `canary` needs it.', 'Write a percentage such as 10.');
    }
    if (version !== undefined && path !== undefined) {
      const next = 'Leave out one of the two: `version` takes an existing version, `path` publishes a new one.';
      throw inputError('version', version, 'excludes `path`.', next);
    }
    if (version === undefined && path === undefined) {
      const next = 'Name an existing `version`, or the `path` of a package to publish first.';
      throw inputError('version', '', 'is missing, and so is `path`.', next);
    }
  },
  needs: () => [{ need: 'split', because: 'canary-weight' }],
  moves: () => true,
  async run(job) {
    const { version, path } = job.request;
    const alias = path === undefined ? await readAlias(job) : (await Promise.all([readAlias(job), job.pack()]))[0];
    await refuseForeign(job, alias, version);
    await refuseStale(job, alias);
    const id = version ?? (await published(job, alias));
    await share(job, alias, id);
  },
};

async function published(job: Job, alias: Alias | undefined): Promise<string> {
  if (alias?.rollout.canary) {
    throw new DeployError('refused', `A canary is running: ${alias.name} is ${describe(alias.rollout)}.`, {
      next: 'Run `promote` to finish it, or `rollback` to drop it. Nothing was uploaded.',
    });
  }
  return (await publish(job, await job.pack(), alias)).id;
}

async function share(job: Job, alias: Alias | undefined, version: string): Promise<void> {
  const { request, log, receipt } = job;
  receipt.version ??= { id: version, status: 'ready' };
  const commit = request.version === undefined ? job.source.commit : undefined;
  if (!alias) return move(job, alias, allTo(version), { commit });
  const { stable, canary: running } = alias.rollout;
  if (stable === version) {
    log.notice(
      `Version ${version} is live with all the traffic that no canary has; a share of its own makes no sense.`,
    );
    return;
  }
  if (running && running.version !== version) {
    throw new DeployError('refused', `Another canary is running: ${alias.name} is ${describe(alias.rollout)}.`, {
      next: 'Run `promote` to finish it, or `rollback` to drop it, then give the share.',
    });
  }
  const next = withCanary(alias.rollout, version, request.canaryWeight ?? 0);
  await move(job, alias, next, { prev: believed(alias), commit });
}
