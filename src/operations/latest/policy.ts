import { DeployError } from '../../core/errors.js';
import { describeCallers, sureCallers } from '../../core/latest-callers.js';
import type { LatestPolicy, LatestReport } from '../../core/latest-report.js';
import type { Request } from '../../core/model.js';
import { hasChecks } from '../shared/start-rollout.js';

/** Does this request promise that a new version proves itself before callers get it? */
export const isGated = (request: Request): boolean =>
  request.rollout !== undefined || request.canaryWeight !== undefined || hasChecks(request);

/** Nothing stands between publishing and going live: the old code put back for a moment would serve nobody. */
export const goesLiveAtOnce = (request: Request): boolean => request.switch && !isGated(request);

/** As asked; otherwise what is gated refuses, and everything else warns. */
export function latestPolicy(request: Request): LatestPolicy {
  return request.latestCallers ?? (isGated(request) ? 'refuse' : 'warn');
}

/** Throws `refused` where callers of the newest upload would get what this run promises to hold back. */
export function refuseLatestCallers(request: Request, report: LatestReport | undefined): void {
  if (!report || latestPolicy(request) !== 'refuse') return;
  const callers = sureCallers(report);
  if (callers.length === 0) return;
  const { qualifier } = report;
  const promise = isGated(request)
    ? `so no ${promiseOf(request)} protects them`
    : 'and `latest-callers: refuse` was asked for';
  const verb = callers.length === 1 ? 'gets' : 'get';
  const what = `${describeCallers(callers, qualifier)} ${verb} each upload at once, ${promise}.`;
  throw new DeployError('refused', what, {
    next: `Nothing was sent. \`adopt\` brings them under the alias \`${request.alias}\` (it shows its plan first). Or write \`latest-callers: protect\` to keep the live code in ${qualifier}, or \`latest-callers: warn\` to go on all the same.`,
  });
}

function promiseOf({ rollout, canaryWeight }: Request): string {
  if (rollout) return 'rollout';
  return canaryWeight === undefined ? 'probe' : 'canary';
}
