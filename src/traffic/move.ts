import { DeployError, messageOf } from '../core/errors.js';
import type { Alias } from '../core/model.js';
import { RESTORE_MS } from '../core/run-deadline.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';
import { type MoveEnvironment, pointAlias, type TrafficMove } from './point-alias.js';
import { mayBeMovedBy, restoreTraffic } from './restore.js';
import { type SettleEnvironment, type SettleOptions, settle } from './settle.js';

export type { TrafficMove, TrafficPosition } from './point-alias.js';

/** What moving traffic needs of a run. */
export type MovingContext = MoveEnvironment & SettleEnvironment;

export interface MoveOptions extends SettleOptions {
  /**
   * Runs for each member after its pointer was read back, and before callers are waited for: for what must follow the
   * pointer. When it throws, the move counts as failed.
   */
  afterMove?(member: TrafficMove, after: Alias): Promise<void>;
  /** a dry run: nothing has moved, so there is nothing to wait for */
  dryRun?: boolean;
  /** the name of the stage in the receipt; default: switch */
  stage?: string;
}

/**
 * Moves one alias, or a set of them: compares, writes, reads back, notes, and settles. Of a set either all move or
 * none: when one fails, those that have moved are put back, newest move first, before the error is thrown. Its `next`
 * names each that could not be put back.
 */
export async function moveTraffic(
  context: MovingContext,
  members: readonly TrafficMove[],
  options: MoveOptions = {},
): Promise<void> {
  const before = members.map(({ position }) => position.current);
  let at = 0;
  try {
    for (const member of members) {
      const after = await context.stage(options.stage ?? 'switch', () => pointAlias(member, context));
      if (!options.dryRun) await options.afterMove?.(member, after);
      at++;
    }
  } catch (error) {
    if (members.length === 1) throw error;
    throw await undone(context, members.slice(0, at + 1), before, error);
  }
  if (options.dryRun) return;
  for (const [index, { provider, next, position }] of members.entries()) {
    await settle(context, { provider, from: before[index]?.split, to: next, after: position.current }, options);
  }
}

/** Puts back what has moved (and what may have), newest first. Returns the error to throw. */
async function undone(
  context: MovingContext,
  moved: readonly TrafficMove[],
  before: readonly (Alias | undefined)[],
  reason: unknown,
): Promise<DeployError> {
  const left: string[] = [];
  for (const [index, member] of [...moved.entries()].reverse()) {
    const was = before[index];
    const problem = await putBack(context, member, was);
    if (problem !== undefined) left.push(`${member.name} (${problem})`);
  }
  const told = left.length === 0 ? 'Everything that had moved is back.' : `Not put back: ${left.join('; ')}.`;
  if (!(reason instanceof DeployError)) return new DeployError('network', messageOf(reason), { next: told });
  const { kind, message, next, status, code } = reason;
  return new DeployError(kind, message, { next: next ? `${told} ${next}` : told, status, code, cause: reason });
}

/** undefined: it is back; otherwise why not. */
async function putBack(
  context: MovingContext,
  { provider, name, position, next }: TrafficMove,
  was: Alias | undefined,
): Promise<string | undefined> {
  if (!was) return `it did not exist before, and is ${describeSplit(position.current?.split)}`;
  if (position.pending === undefined && sameSplit(position.current?.split, was.split)) return undefined;
  const ours = (seen: Alias) => sameSplit(seen.split, next) && mayBeMovedBy(context.workflowRun.runId, seen);
  const late = position.pending !== undefined;
  try {
    const until = context.clock.now() + RESTORE_MS;
    const request = { provider, name, baseline: was.split, note: { undone: next.stable }, ours, late, until };
    const { end } = await restoreTraffic(request, context);
    return end === 'home' ? undefined : 'someone else moved it meanwhile';
  } catch (error) {
    return messageOf(error);
  }
}
