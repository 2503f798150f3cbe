import { DeployError } from '../../core/errors.js';
import type { Alias } from '../../core/model.js';
import { writeNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { allTo } from '../../core/traffic-split.js';
import { moveTraffic } from '../../traffic/move.js';

/**
 * An alias that points at the newest upload has no way back: the next upload replaces what it shows. Before anything is
 * uploaded, what it shows is frozen as a version and the alias pointed at that. Callers get the same code as before.
 * Returns the alias as it is then. Throws `refused` where the provider cannot.
 */
export async function pinAlias(context: OperationContext, alias: Alias | undefined): Promise<Alias | undefined> {
  const { provider, receipt, log, workflowRun, request, stage } = context;
  const { latest } = provider.capabilities;
  if (!alias || latest === undefined || alias.split.stable !== latest) return alias;
  if (!provider.pinLatest) throw cannotPin(context, alias);
  const run = workflowRun.runId ? `${workflowRun.runId}.${workflowRun.runAttempt ?? '1'}` : undefined;
  const note = writeNote({ run }, `what ${alias.name} showed before it was pinned`);
  const frozen = await stage('pin', async () => provider.pinLatest?.(note));
  if (!frozen) throw cannotPin(context, alias);
  const position = { current: alias };
  const member = { provider, name: alias.name, position, next: allTo(frozen.id) };
  await moveTraffic({ ...context, settle: undefined }, [member], { stage: 'pin', dryRun: request.dryRun });
  if (request.dryRun) {
    log.notice(
      `${alias.name} points at ${latest}, where each upload is live at once. It would be pointed at a version made of it first, so that there is a way back.`,
    );
    return position.current;
  }
  receipt.before = position.current.split;
  receipt.after = receipt.before;
  receipt.previousVersion = frozen.id;
  log.notice(
    `${alias.name} pointed at ${latest}, where each upload is live at once. It is pointed at version ${frozen.id}, which holds the same code, from now on, so that there is a way back.`,
  );
  return position.current;
}

const cannotPin = ({ provider }: OperationContext, alias: Alias): DeployError =>
  new DeployError(
    'refused',
    `${alias.name} points at ${provider.capabilities.latest}, so an upload would be live at once.`,
    {
      next: 'Point it at a version first. Nothing was uploaded.',
    },
  );
