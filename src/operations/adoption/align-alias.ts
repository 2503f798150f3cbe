import type { AdoptionRow } from '../../core/adoption.js';
import { DeployError } from '../../core/errors.js';
import { writeNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { allTo, describeSplit } from '../../core/traffic-split.js';
import { readAlias } from '../../traffic/live.js';
import { moveTraffic } from '../../traffic/move.js';
import { pinAlias } from '../latest/pin.js';
import { refuseOtherCode } from './refuse-other-code.js';

/**
 * The alias shows what the newest upload holds, so that being moved changes nothing for those who call it: what it holds
 * is frozen as a version and the alias made, where there is none. Returns what it did, or would do. Throws `refused`
 * where the alias shows other code.
 */
export async function alignAlias(context: OperationContext): Promise<AdoptionRow[]> {
  const { request, receipt } = context;
  const alias = await readAlias(context);
  if (!alias) return createAlias(context);
  if (alias.split.canary) {
    throw new DeployError(
      'refused',
      `${request.alias} is ${describeSplit(alias.split)}: callers would get two versions by being moved.`,
      { next: 'Finish that first: `promote` or `rollback`. Nothing was changed.' },
    );
  }
  if (alias.split.stable === context.provider.capabilities.latest) {
    await pinAlias(context, alias);
    return [rowOf(context, `${request.alias} shows a version of what ${context.provider.capabilities.latest} holds`)];
  }
  await refuseOtherCode(context, alias, 'adopt');
  receipt.version = (await context.provider.version(alias.split.stable)) ?? undefined;
  return [];
}

const rowOf = ({ request }: OperationContext, what: string): AdoptionRow => ({
  what,
  state: request.dryRun ? 'planned' : 'done',
});

async function createAlias(context: OperationContext): Promise<AdoptionRow[]> {
  const { provider, request, receipt, workflowRun, stage, log } = context;
  if (!provider.pinLatest) throw cannotFreeze(context);
  const run = workflowRun.runId ? `${workflowRun.runId}.${workflowRun.runAttempt ?? '1'}` : undefined;
  const note = writeNote({ run }, `what ${provider.capabilities.latest} held when its callers were adopted`);
  const frozen = await stage('pin', async () => provider.pinLatest?.(note));
  if (!frozen) throw cannotFreeze(context);
  const member = { provider, name: request.alias, position: { current: undefined }, next: allTo(frozen.id) };
  await moveTraffic({ ...context, settle: undefined }, [member], { stage: 'alias', dryRun: request.dryRun });
  receipt.version = frozen;
  const rows = [rowOf(context, `make the alias ${request.alias} of what ${provider.capabilities.latest} holds`)];
  if (request.dryRun) return rows;
  receipt.after = allTo(frozen.id);
  log.info(
    `${request.alias} was made; it shows version ${frozen.id}, which is what ${provider.capabilities.latest} holds.`,
  );
  return rows;
}

const cannotFreeze = ({ provider, request }: OperationContext): DeployError =>
  new DeployError(
    'refused',
    `There is no alias ${request.alias}, and ${provider.capabilities.title} cannot freeze what is there.`,
    {
      next: 'Deploy once with `switch: true`, then adopt. Nothing was changed.',
    },
  );
