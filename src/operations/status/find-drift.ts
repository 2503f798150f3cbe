import type { Drift } from '../../core/drift.js';
import { describeCallers, sureCallers } from '../../core/latest-callers.js';
import type { Alias } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import { readLatestCallers } from '../latest/callers.js';
import { aliasDrift } from './alias-drift.js';
import { latestDrift } from './latest-drift.js';

/**
 * What is not as the last run left it. A rollout that is under way, a canary that somebody gave on purpose, and a version
 * that was published without going live are no drift.
 */
export async function findDrift(context: OperationContext, alias: Alias | undefined): Promise<Drift[]> {
  const found = await context.stage('look', () =>
    Promise.all([aliasDrift(context, alias), latestDrift(context, alias), callersDrift(context)]),
  );
  return found.flat();
}

async function callersDrift(context: OperationContext): Promise<Drift[]> {
  const report = await readLatestCallers(context);
  if (!report) return [];
  context.receipt.latest = report;
  if (report.unread.length > 0) {
    context.log.notice(
      `Who calls ${report.qualifier} is not fully known: ${report.unread.join(', ')} could not be read.`,
    );
  }
  const callers = sureCallers(report);
  if (callers.length === 0) return [];
  const verb = callers.length === 1 ? 'gets' : 'get';
  return [
    {
      kind: 'latest-callers',
      what: `${describeCallers(callers, report.qualifier)} ${verb} each upload at once, and no rollback reaches them.`,
      next: `\`adopt\` brings them under the alias \`${context.request.alias}\`.`,
      counts: context.request.latestCallers === 'refuse',
    },
  ];
}
