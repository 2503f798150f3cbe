import type { Clock } from '../core/clock.js';
import { DeployError, isClearRefusal } from '../core/errors.js';
import type { Log } from '../core/log.js';
import type { Alias, Receipt, TrafficSplit, WorkflowRun } from '../core/model.js';
import { type AliasNote, aliasNote, noteTime } from '../core/note.js';
import type { Provider } from '../core/provider.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';

/** Where the traffic of an alias is, as far as this run knows. */
export interface TrafficPosition {
  /** the alias as last read; undefined: it does not exist */
  current: Alias | undefined;
  /** a move that was sent, and whose answer has not come */
  pending?: TrafficSplit;
}

/** One alias that is to move. */
export interface TrafficMove {
  provider: Provider;
  /** the alias's name */
  name: string;
  /** kept up to date while it moves */
  position: TrafficPosition;
  next: TrafficSplit;
  /** what the alias's note should remember beside what is live, the run and the time */
  note?: Partial<AliasNote>;
  /** the traffic is there already: only the note is written */
  noteOnly?: true;
}

/** What moving an alias needs of a run. */
export interface MoveEnvironment {
  clock: Clock;
  log: Log;
  receipt: Receipt;
  workflowRun: WorkflowRun;
}

/**
 * The one place that moves a pointer: compares, writes with a note, and believes only what is read back. A write whose
 * answer was lost is looked up: it may have taken effect. Sends nothing when the alias is there already.
 * Throws `conflict` when someone else moved it meanwhile.
 */
export async function pointAlias(move: TrafficMove, environment: MoveEnvironment): Promise<Alias> {
  const { name, position, next, noteOnly } = move;
  if (!noteOnly && position.current && sameSplit(position.current.split, next)) return position.current;
  position.pending = next;
  const after = await write(move, environment);
  if (!sameSplit(after.split, next)) {
    const what = `Asked for ${describeSplit(next)}, but ${name} is ${describeSplit(after.split)}.`;
    throw new DeployError('conflict', what, {
      next: 'Someone else moved it at the same moment. Look at `list`, then run again what should win.',
    });
  }
  position.current = after;
  position.pending = undefined;
  return after;
}

async function write(
  { provider, name, position, next, note, noteOnly }: TrafficMove,
  run: MoveEnvironment,
): Promise<Alias> {
  const { current } = position;
  const text = provider.capabilities.notes ? noteText(next, note, current, run) : undefined;
  try {
    return await provider.point(name, next, { expected: current, note: text, ...(noteOnly && { noteOnly }) });
  } catch (error) {
    if (isClearRefusal(error)) {
      position.pending = undefined;
      throw error;
    }
    const seen = await provider.alias(name).catch(() => undefined);
    if (!seen || !sameSplit(seen.split, next)) throw error;
    run.log.info('The move had no clear answer, but it took effect.');
    const step = run.receipt.steps.findLast(({ kind }) => kind === 'point');
    if (step) step.status = 'done';
    return seen;
  }
}

function noteText(
  next: TrafficSplit,
  note: Partial<AliasNote> | undefined,
  current: Alias | undefined,
  { clock, workflowRun, receipt }: MoveEnvironment,
): string {
  const { release: rel } = receipt;
  const always = { live: next.stable, run: workflowRun.runId, at: noteTime(clock.now()), ...(rel && { rel }) };
  return aliasNote({ ...always, ...note }, current?.note);
}
