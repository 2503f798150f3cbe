import type { Alias, Request, TrafficSplit } from '../core/model.js';
import { aliasNote, previousVersionOf } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import type { RolloutRequest } from '../core/rollout-request.js';
import type { RolloutResult } from '../core/rollout-result.js';
import { maxDurationMs } from './plan.js';
import type { ProbeComparison } from './probe-results.js';
import type { Schedule } from './schedule.js';

/** What a rollout needs of a job. */
export type RolloutContext = Omit<OperationContext, 'request' | 'pack'> & {
  request: RolloutRequest & Pick<Request, 'alias' | 'dryRun'>;
};

/** Where traffic is, and where it was asked to go. */
export interface TrafficPosition {
  /** the alias as last read */
  current: Alias | undefined;
  /** a move that was sent, and whose answer has not come */
  pending?: TrafficSplit;
}

/** One rollout on its way. */
export interface RolloutState {
  context: RolloutContext;
  version: string;
  schedule: Schedule;
  /** where traffic goes back to; absent: nothing was live before */
  baseline?: TrafficSplit;
  position: TrafficPosition;
  result: RolloutResult;
  /** all probes so far */
  allProbes: ProbeComparison;
}

/** The note while traffic is on its way to `next`: it lets the next run see what an interrupted one left. */
export function noteDuringRollout(
  { context, version, schedule, position }: RolloutState,
  next: TrafficSplit,
): string | undefined {
  if (!context.provider.capabilities.notes) return undefined;
  const alias = position.current;
  if (!next.canary) return note(context, alias, { live: next.stable, prev: prevAtTheEnd(alias, next) });
  const ms = maxDurationMs(schedule, context.request, context.provider.capabilities.settlesMs);
  const until = new Date(Math.min(context.clock.now() + ms, context.deadline)).toISOString().replace(/\.\d+Z$/, 'Z');
  return note(context, alias, { live: next.stable, prev: trustedPrevious(alias), to: version, until });
}

/** The note of traffic that went back: the way "back" from here would be forward. */
export function noteAfterRestore(
  { context, version, position }: RolloutState,
  baseline: TrafficSplit,
): string | undefined {
  if (!context.provider.capabilities.notes) return undefined;
  return note(context, position.current, { live: baseline.stable, undone: version, commit: undefined });
}

function note(
  { workflowRun }: RolloutContext,
  alias: Alias | undefined,
  facts: Parameters<typeof aliasNote>[0],
): string {
  return aliasNote({ commit: workflowRun.commit, run: workflowRun.runId, ...facts }, alias?.note);
}

const prevAtTheEnd = (alias: Alias | undefined, { stable }: TrafficSplit): string | undefined =>
  alias && alias.split.stable !== stable ? alias.split.stable : trustedPrevious(alias);

function trustedPrevious(alias: Alias | undefined): string | undefined {
  const previous = alias ? previousVersionOf(alias) : undefined;
  return previous?.known ? previous.version : undefined;
}
