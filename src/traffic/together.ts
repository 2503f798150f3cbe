import { DeployError, isConflict, isStop, messageOf } from '../core/errors.js';
import type { Alias } from '../core/model.js';
import type { OperationContext } from '../core/operation.js';
import { RESTORE_MS, RESTORE_WHEN_STOPPED_MS } from '../core/run-deadline.js';
import { untilStopped } from '../core/time-limit.js';
import { OtherMemberFailed } from '../core/together.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';
import type { TrafficMove } from './point-alias.js';
import { mayBeMovedBy, restoreTraffic } from './restore.js';

/** Waits until every member of the release is ready to move. Throws when one will not be; nothing has moved then. */
export async function awaitReady(context: OperationContext): Promise<void> {
  if (context.together) await withOthers(context, context.together.ready());
}

/** Waits for the others. What goes wrong with one of them is written down as theirs. */
async function withOthers({ signal, receipt }: OperationContext, turn: Promise<void>): Promise<void> {
  try {
    await untilStopped(turn, signal);
  } catch (error) {
    if (error instanceof OtherMemberFailed) receipt.forOthers = true;
    throw error;
  }
}

/**
 * Makes a move as a member of a release: when another member cannot move, or this run is stopped meanwhile, it is taken
 * back. So it is when nobody knows whether the move arrived. Throws then, and says what became of it.
 */
export async function moveAsMember(
  context: OperationContext,
  member: TrafficMove,
  move: (moved: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { together } = context;
  if (!together || context.request.dryRun) return move(async () => undefined);
  const before = member.position.current;
  try {
    await move(() => withOthers(context, together.moved()));
  } catch (error) {
    // Somebody was faster: whether that is a failure, or a newer commit, or a reason to move again, is not known yet.
    if (!isConflict(error)) together.fail(error);
    const moved = !sameSplit(member.position.current?.split, before?.split);
    const late = member.position.pending !== undefined;
    if (!moved && !late) throw error;
    throw await takeBack(context, member, before, error);
  }
}

/** Puts this member back where it was. Returns the error to throw. */
async function takeBack(
  context: OperationContext,
  { name, next, position }: TrafficMove,
  before: Alias | undefined,
  reason: unknown,
): Promise<DeployError> {
  const { clock, signal, receipt, workflowRun, reopen, request } = context;
  const why = messageOf(reason);
  const kind = reason instanceof DeployError ? reason.kind : 'network';
  // Being overtaken is no failure only where it leaves nothing behind.
  const stays = kind === 'superseded' ? 'conflict' : kind;
  if (!before) {
    const next = `Nothing was live there before. Delete it, or deploy ${request.function} again.`;
    return new DeployError(stays, `${why} ${name} is ${describeSplit(position.current?.split)}, and stays.`, { next });
  }
  const until = clock.now() + (signal?.aborted && isStop(reason) ? RESTORE_WHEN_STOPPED_MS : RESTORE_MS);
  try {
    const provider = reopen ? await reopen(until) : context.provider;
    const ours = (seen: Alias) => sameSplit(seen.split, next) && mayBeMovedBy(workflowRun.runId, seen);
    const late = position.pending !== undefined;
    const way = { provider, name, baseline: before.split, note: { undone: next.stable, auto: 'yes' as const } };
    const { end, alias } = await restoreTraffic({ ...way, ours, late, until }, { ...context, settle: request.settle });
    receipt.after = alias?.split ?? null;
    receipt.switched = false;
    const where = end === 'home' ? 'It was taken back:' : 'Someone else moved it meanwhile:';
    return new DeployError(kind, `${why} ${where} ${name} is ${describeSplit(alias?.split)}.`, { cause: reason });
  } catch (error) {
    const next = `It could not be taken back (${messageOf(error)}): roll it back to version ${before.split.stable}.`;
    return new DeployError(stays, why, { next, cause: reason });
  }
}
