import { DeployError, inputError } from '../core/errors.js';
import { formatPercent } from '../core/format.js';
import type { Alias, Request } from '../core/model.js';
import type { Operation, OperationContext } from '../core/operation.js';
import { checkingMetric, movesTraffic } from '../core/request.js';
import { allTo, describeSplit, withCanary } from '../core/traffic-split.js';
import {
  findInterruptedRollout,
  type InterruptedRollout,
  isOwnRollout,
  undoAbandoned,
} from '../traffic/interrupted.js';
import { readAlias, rereadLive, trustedPrevious } from '../traffic/live.js';
import { makeLive } from '../traffic/make-live.js';
import { refuseStaleCommit } from '../traffic/stale-commit.js';
import { pinAlias } from './latest/pin.js';
import { sharedByEarlierAttempt } from './shared/earlier-attempt.js';
import { publishPackage } from './shared/publish.js';
import { refuseNewAlias } from './shared/refuse-new-alias.js';
import { hasChecks, refuseShortTimeout, rolloutRequires, startRollout } from './shared/start-rollout.js';

/** Publishes the package as a version; moves traffic only when asked to. */
export const deploy: Operation = {
  name: 'deploy',
  effect: 'publishes',
  summary: 'publish a package as a version, and make it live with --switch or --rollout',
  check(request) {
    if (request.path === undefined) {
      throw inputError('path', '', 'is missing, and `deploy` needs it.', 'Name the directory or archive to ship.');
    }
    refuseConflictingMoves(request);
    refuseUnusedProbes(request);
    refuseShortTimeout(request);
  },
  requires: (request) =>
    request.canaryWeight === undefined ? rolloutRequires(request) : [{ need: 'split', because: 'canary-weight' }],
  moves: movesTraffic,
  async run(context) {
    const [pkg, alias] = await Promise.all([context.pack(), aliasToMove(context)]);
    if (await sharedByEarlierAttempt(context, alias)) return;
    const { going, abandoned } = await lookAtCanary(context, alias);
    if (movesTraffic(context.request) || abandoned) await refuseStaleCommit(context, alias);
    const free = alias && abandoned ? await undoAbandoned(context, alias, abandoned) : alias;
    const live = await pinAlias(context, free);
    const version = await publishPackage(context, pkg, live);
    if (going !== undefined && version.id !== going) throw canaryRunning(alias);
    if (!movesTraffic(context.request)) {
      warnUnusedInputs(context);
      return rereadLive(context);
    }
    if (version.id === live?.split.stable) {
      context.log.info(`Version ${version.id} is live already.`);
      return;
    }
    await goLive(context, live, version.id);
  },
};

/** The alias as it is; one that would have to be made is looked into while the package is. */
async function aliasToMove(context: OperationContext): Promise<Alias | undefined> {
  const alias = await readAlias(context);
  if (movesTraffic(context.request)) await refuseNewAlias(context, alias);
  return alias;
}

/** Three ways to move traffic, of which a deploy takes at most one. */
function refuseConflictingMoves({ switch: all, canaryWeight, rollout }: Request): void {
  const ways = { switch: all, 'canary-weight': canaryWeight !== undefined, rollout: rollout !== undefined };
  const [first, second] = Object.entries(ways).flatMap(([name, asked]) => (asked ? [name] : []));
  if (!first || !second) return;
  const next = 'Leave out one: `switch` moves all traffic at once, `canary-weight` a share, `rollout` step by step.';
  throw inputError(second, '', `excludes \`${first}\`.`, next);
}

/** A probe that nothing waits for would prove nothing. */
function refuseUnusedProbes(request: Request): void {
  if (!hasChecks(request) || request.switch || request.rollout) return;
  const name = checkingMetric(request) ?? (request.probe.url ? 'probe.url' : 'probe.payload');
  throw inputError(name, '', 'has nothing to decide.', 'Add `rollout` (step by step) or `switch: true` (all at once).');
}

/** No error: a workflow may set them once and `switch` by a condition. */
function warnUnusedInputs({
  request: {
    settle,
    allow: { older: allowOlder },
  },
  log,
}: OperationContext): void {
  const idle = [settle && '`settle`', allowOlder && '`allow: older`'].filter(Boolean);
  if (idle.length > 0) log.notice(`This deploy moves no traffic, so ${idle.join(' and ')} had nothing to do.`);
}

async function goLive(context: OperationContext, alias: Alias | undefined, version: string): Promise<void> {
  const { canaryWeight } = context.request;
  const { commit } = context.workflowRun;
  if (hasChecks(context.request) || context.request.rollout) return startRollout(context, alias, version);
  if (canaryWeight !== undefined && !alias) sayNoShare(context, canaryWeight);
  await makeLive(context, alias, (from) =>
    canaryWeight !== undefined && from
      ? { next: withCanary(from.split, version, canaryWeight), note: { prev: trustedPrevious(from), commit } }
      : { next: allTo(version), note: { prev: from?.split.stable, commit } },
  );
}

/** A share needs a version that has the rest. */
function sayNoShare({ log, request }: OperationContext, percent: number): void {
  log.warning(
    `Nothing was live as ${request.alias}, so ${formatPercent(percent)} could not be: the version gets all traffic.`,
  );
}

/**
 * A deploy during a canary would decide about it silently, so it is refused. Two exceptions: this very commit's own
 * rollout that was interrupted, whose version it goes on with (`going`), and a rollout that nobody comes back for.
 */
async function lookAtCanary(
  context: OperationContext,
  alias: Alias | undefined,
): Promise<{ going?: string; abandoned?: InterruptedRollout }> {
  if (!alias?.split.canary) return {};
  const interrupted = await findInterruptedRollout(context, alias);
  if (interrupted && isOwnRollout(interrupted, context)) return { going: interrupted.to };
  if (interrupted?.abandoned) return { abandoned: interrupted };
  throw canaryRunning(alias);
}

function canaryRunning(alias: Alias | undefined): DeployError {
  return new DeployError('refused', `A canary is running: ${alias?.name} is ${describeSplit(alias?.split)}.`, {
    next: 'Run `promote` to finish it, or `rollback` to drop it, then deploy again.',
  });
}
