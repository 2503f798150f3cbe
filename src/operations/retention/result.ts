import { DeployError } from '../../core/errors.js';
import type { OperationContext } from '../../core/operation.js';
import type { Removal } from '../../core/retention.js';
import type { Ledger } from './ledger.js';

/**
 * A few that were not deleted are a warning; more than were deleted are a failure. Throws `vendor` then. `later`: who
 * comes back for them.
 */
export function reportDeletions(
  { log, receipt, request }: OperationContext,
  ledger: Ledger,
  later = 'The next run tries again.',
): void {
  const removed = ledger.count('removed');
  const left = ledger.count('refused') + ledger.count('failed');
  if (request.dryRun) {
    log.info(`${ledger.count('planned')} would go, ${ledger.count('kept')} in use would stay.`);
    return;
  }
  log.info(`${removed} deleted, ${ledger.count('kept')} in use kept, ${left} not deleted.`);
  if (left === 0) return;
  const first = receipt.removed?.find(({ outcome }) => outcome === 'refused' || outcome === 'failed');
  const what = left === 1 ? '1 was not deleted' : `${left} were not deleted`;
  const sentence = `${what}. ${first ? said(first) : ''}`.trim();
  if (removed >= left) {
    log.warning(`${sentence} ${later}`);
    return;
  }
  const next = `${removed === 0 ? 'Nothing was' : `Only ${removed} were`} deleted. The list in the summary has each reason.`;
  throw new DeployError('vendor', sentence, { next });
}

const said = ({ kind, id, why }: Removal): string => `The first is ${kind} ${id}: ${why.replace(/\.?$/, '.')}`;
