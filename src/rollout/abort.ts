import { DeployError, messageOf } from '../core/errors.js';
import type { Alias, Receipt } from '../core/model.js';
import { noteTime, readNote } from '../core/note.js';
import { RESTORE_MS, RESTORE_WHEN_STOPPED_MS } from '../core/run-deadline.js';
import { staleVersionsText } from '../core/traffic-lag.js';
import { sameSplit } from '../core/traffic-split.js';
import { moveTraffic } from '../traffic/move.js';
import { mayBeMovedBy, type RestoreResult, restoreTraffic } from '../traffic/restore.js';
import type { RolloutState } from './state.js';

/**
 * A rollout that ends early: puts traffic back or leaves it, as the request says, and writes down which. The reason
 * stays what it was; what became of the traffic is added to what the user is told to do.
 */
export async function abortRollout(state: RolloutState, reason: unknown): Promise<never> {
  const { context, result, baseline, position } = state;
  const error = reason instanceof DeployError ? reason : undefined;
  result.why = messageOf(reason);
  const away =
    position.pending !== undefined || (position.current !== undefined && !sameSplit(position.current.split, baseline));
  if (!away || !(error?.kind === 'unhealthy' || isOwnMove(state)))
    return endRollout(state, reason, 'not-moved', `No traffic of ${context.request.alias} was moved.`);
  if (error?.kind === 'conflict') {
    return endRollout(state, reason, 'foreign', 'Someone else moved the traffic, so it was left as they put it.');
  }
  const stopped = error?.kind === 'interrupted';
  if (policyFor(state, stopped) === 'hold') {
    await noteHold(state);
    return endRollout(state, reason, 'held', 'Traffic stays where it is, as asked.');
  }
  if (!baseline)
    return endRollout(state, reason, 'held', 'Nothing was live before, so there is nothing to go back to.');
  const back = await restoreBaseline(state, stopped ? RESTORE_WHEN_STOPPED_MS : RESTORE_MS);
  if (typeof back === 'string') {
    return endRollout(state, reason, 'not-known', `Traffic could not be put back: ${back}`);
  }
  position.current = back.alias;
  writeWhereItIs(context.receipt, back);
  if (back.end === 'foreign') return endRollout(state, reason, 'foreign', 'Someone else moved the traffic meanwhile.');
  const lag = staleVersionsText(context.receipt);
  const told = `All traffic is back on version ${baseline.stable}${lag ? `, and ${lag}` : ''}.`;
  return endRollout(state, reason, 'rolled-back', told);
}

/** What the request says about this end. */
function policyFor({ context, unclear }: RolloutState, stopped: boolean) {
  const { gate } = context.request;
  if (stopped) return gate.cancel;
  return unclear ? gate.unclear : gate.failure;
}

/** What somebody else made of it is not this run's doing. */
function writeWhereItIs(receipt: Receipt, { alias, end }: RestoreResult): void {
  receipt.after = alias?.split ?? null;
  receipt.switched = end !== 'foreign' && !sameSplit(receipt.before, receipt.after);
}

/** This run moved the traffic, or goes on with a rollout of the same version that was interrupted. */
function isOwnMove({ position, context, version }: RolloutState): boolean {
  if (position.pending !== undefined || !sameSplit(position.current?.split, context.receipt.before)) return true;
  return readNote(position.current?.note).fields.to === version;
}

/** The next run of a newer commit may undo what is held: the note says that nobody watches it any more. */
async function noteHold({ context, position, version }: RolloutState): Promise<void> {
  const { current } = position;
  const { clock, log, workflowRun } = context;
  if (!current?.split.canary || !context.provider.capabilities.notes) return;
  const { prev, until } = readNote(current.note).fields;
  const note = { to: version, until, prev, commit: workflowRun.commit, held: noteTime(clock.now()) };
  try {
    const provider = (await context.reopen?.(clock.now() + RESTORE_WHEN_STOPPED_MS)) ?? context.provider;
    const member = { provider, name: current.name, position, next: current.split, note, noteOnly: true as const };
    await moveTraffic({ ...context, settle: undefined }, [member], { stage: 'note' });
  } catch (error) {
    log.info(`That traffic is held could not be written down: ${messageOf(error)}`);
  }
}

/** The error's own sentence when it did not work. */
async function restoreBaseline(state: RolloutState, budgetMs: number): Promise<RestoreResult | string> {
  const { context, position } = state;
  const { clock, log, request } = context;
  const baseline = state.baseline ?? { stable: '' };
  const until = clock.now() + budgetMs;
  log.info(`Putting traffic back to version ${baseline.stable}.`);
  try {
    return await context.stage('roll back', async () => {
      const provider = (await context.reopen?.(until)) ?? context.provider;
      const ours = (seen: Alias) =>
        sameSplit(seen.split, position.current?.split) ||
        (sameSplit(seen.split, position.pending) && mayBeMovedBy(context.workflowRun.runId, seen));
      const late = position.pending !== undefined;
      const note = { undone: state.version, auto: 'yes' as const };
      const way = { provider, name: request.alias, baseline, note, until, ours, late };
      return restoreTraffic(way, { ...context, settle: request.settle });
    });
  } catch (error) {
    return messageOf(error);
  }
}

function endRollout(state: RolloutState, reason: unknown, end: RolloutState['result']['end'], told: string): never {
  const { result, context } = state;
  result.end = end;
  context.log.info(told);
  if (!(reason instanceof DeployError)) throw reason;
  const { kind, message, next, status, code } = reason;
  throw new DeployError(kind, message, { next: next ? `${told} ${next}` : told, status, code, cause: reason });
}
