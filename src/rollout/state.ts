import type { Alias, Request, TrafficSplit } from '../core/model.js';
import { type AliasNote, noteTime } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import type { RolloutRequest } from '../core/request.js';
import type { RolloutResult } from '../core/rollout-result.js';
import { trustedPrevious } from '../traffic/live.js';
import type { TrafficPosition } from '../traffic/point-alias.js';
import { maxDurationMs } from './plan.js';
import type { ProbeComparison } from './probe-results.js';
import type { Schedule } from './schedule.js';

/** What a rollout needs of a run. */
export type RolloutContext = Omit<OperationContext, 'request' | 'pack'> & {
  request: RolloutRequest & Pick<Request, 'alias' | 'dryRun' | 'settle'>;
};

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
  /** ms since the epoch */
  startedAt: number;
  /** what ended it was too little evidence, not a failure */
  unclear?: true;
}

/** What the alias's note says while traffic is on its way to `next`, so that the next run sees what was interrupted. */
export function noteDuringRollout(
  { context, version, schedule, position }: RolloutState,
  next: TrafficSplit,
): Partial<AliasNote> {
  const { commit } = context.workflowRun;
  const { current } = position;
  if (!next.canary) return { commit, prev: previousAtTheEnd(current, next) };
  const ms = maxDurationMs(schedule, context.request, context.provider.capabilities.settlesMs);
  const until = noteTime(Math.min(context.clock.now() + ms, context.deadline));
  return { commit, prev: trustedPrevious(current), to: version, until };
}

const previousAtTheEnd = (alias: Alias | undefined, { stable }: TrafficSplit): string | undefined =>
  alias && alias.split.stable !== stable ? alias.split.stable : trustedPrevious(alias);
