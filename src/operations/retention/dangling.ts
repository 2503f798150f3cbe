import { collect } from '../../core/collect.js';
import type { Alias } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import { trafficShares } from '../../core/traffic-split.js';

/**
 * Writes down which alias points at a version that this run has deleted, and where it was before, so that the report
 * can offer the line that mends it. Throws what reading aliases throws.
 */
export async function noteDangling(
  { provider, receipt, request }: OperationContext,
  version: string,
  before: readonly Alias[],
): Promise<void> {
  const now = (await collect(provider.aliases())).filter(({ split }) => trafficShares(split)[version] !== undefined);
  const found = now.find(({ name }) => name === request.alias) ?? now[0];
  if (!found) return;
  const back = before.find(({ name }) => name === found.name)?.split.stable;
  receipt.dangling = { alias: found.name, version, ...(back !== undefined && back !== version && { back }) };
}
