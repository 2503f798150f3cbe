import type { AdoptionStep } from '../../core/adoption.js';
import { collect } from '../../core/collect.js';
import { messageOf } from '../../core/errors.js';
import { PINNED_VERSION } from '../../core/journal.js';
import type { OperationContext } from '../../core/operation.js';
import { allTo } from '../../core/traffic-split.js';

/**
 * Other aliases that point at the newest upload: who calls them gets each upload at once too. Which version they should
 * show is their owner's to say, so that is left for a person. Never a reason to fail.
 */
export async function findAliasesAtLatest({ provider, request, log }: OperationContext): Promise<string[]> {
  const { latest } = provider.capabilities;
  try {
    const all = await collect(provider.aliases());
    return all.filter(({ name, split }) => name !== request.alias && split.stable === latest).map(({ name }) => name);
  } catch (error) {
    log.warning(`Whether other aliases point at ${latest} is not known: ${messageOf(error)}`);
    return [];
  }
}

/** A step for each of them, with the line that points it at the version that the run's alias shows. */
export function pinOthersSteps({ provider, request, receipt }: OperationContext, names: string[]): AdoptionStep[] {
  const { latest } = provider.capabilities;
  const version = receipt.version?.id;
  const known = version !== undefined && version !== PINNED_VERSION;
  const shown = known
    ? `version ${version}, which ${request.alias} shows`
    : `the version that ${request.alias} shows then`;
  return names.map((name) => ({
    what: `the alias ${name} points at a version instead of ${latest}`,
    byHand: {
      commands: known ? provider.command(name, allTo(version)) : [],
      caution: `Callers of ${name} get each upload at once. Point it at ${shown}: that is the same code.`,
    },
  }));
}
