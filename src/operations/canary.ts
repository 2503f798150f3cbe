import { DeployError, inputError } from '../core/errors.js';
import type { Alias } from '../core/model.js';
import type { Operation, OperationContext } from '../core/operation.js';
import { allTo, describeSplit, withCanary } from '../core/traffic-split.js';
import { refuseForeignRollout } from '../traffic/interrupted.js';
import { moveLive, readAlias, trustedPrevious } from '../traffic/live.js';
import { refuseStaleCommit } from '../traffic/stale-commit.js';
import { pinAlias } from './latest/pin.js';
import { sharedByEarlierAttempt } from './shared/earlier-attempt.js';
import { publishPackage } from './shared/publish.js';
import { refuseNewAlias } from './shared/refuse-new-alias.js';
import { rehearseVersion } from './shared/version-code.js';

/** Gives an existing version, or the package at `path`, a share of the traffic. */
export const canary: Operation = {
  name: 'canary',
  effect: 'publishes',
  summary: 'give a version, or a new package, a share of the traffic',
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
  requires: () => [{ need: 'split', because: 'canary-weight' }],
  moves: () => true,
  async run(context) {
    const { version, path } = context.request;
    const [alias] = await Promise.all([readExisting(context), path === undefined ? undefined : context.pack()]);
    await refuseForeignRollout(context, alias, version);
    await refuseStaleCommit(context, alias);
    if (await sharedByEarlierAttempt(context, alias)) return;
    if (version !== undefined) await rehearseVersion(context, version);
    const live = await pinAlias(context, alias);
    const id = version ?? (await publishFirst(context, live));
    await giveShare(context, live, id);
  },
};

async function readExisting(context: OperationContext): Promise<Alias | undefined> {
  const alias = await readAlias(context);
  await refuseNewAlias(context, alias);
  return alias;
}

async function publishFirst(context: OperationContext, alias: Alias | undefined): Promise<string> {
  if (alias?.split.canary) {
    throw new DeployError('refused', `A canary is running: ${alias.name} is ${describeSplit(alias.split)}.`, {
      next: 'Run `promote` to finish it, or `rollback` to drop it. Nothing was uploaded.',
    });
  }
  return (await publishPackage(context, await context.pack(), alias)).id;
}

async function giveShare(context: OperationContext, alias: Alias | undefined, version: string): Promise<void> {
  const { request, log, receipt } = context;
  receipt.version ??= { id: version, status: 'ready' };
  const commit = request.version === undefined ? context.workflowRun.commit : undefined;
  if (!alias) return moveLive(context, alias, allTo(version), { commit });
  const { stable, canary: running } = alias.split;
  if (stable === version) {
    log.notice(
      `Version ${version} is live with all the traffic that no canary has; a share of its own makes no sense.`,
    );
    return;
  }
  if (running && running.version !== version) {
    throw new DeployError('refused', `Another canary is running: ${alias.name} is ${describeSplit(alias.split)}.`, {
      next: 'Run `promote` to finish it, or `rollback` to drop it, then give the share.',
    });
  }
  const next = withCanary(alias.split, version, request.canaryWeight ?? 0);
  await moveLive(context, alias, next, { prev: trustedPrevious(alias), commit });
}
