import type { Clock } from './clock.js';
import type { Forge } from './forge.js';
import { withinLimit } from './time-limit.js';

/** How long the forge may hold a run up, in ms, each for all its requests together. */
export interface ForgeTime {
  /** before traffic moves: what the commits are to each other, what was live, the record of the move */
  beforeMoveMs: number;
  /** after it: how the move ended */
  afterMoveMs: number;
  /** the same, once the run was told to stop: a runner kills soon after */
  whenStoppedMs: number;
}

export const FORGE_TIME: ForgeTime = { beforeMoveMs: 5_000, afterMoveMs: 10_000, whenStoppedMs: 1_000 };

export interface TimedForgeOptions {
  clock: Clock;
  /** the run's own: its deadline, or somebody who cancels it */
  signal: AbortSignal;
  /** somebody cancels the run */
  stop?: AbortSignal;
  /** a rollback: its move waits for no record */
  goesBack: boolean;
  time?: ForgeTime;
}

type Timed = <T>(work: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/**
 * The forge for one run: what is asked before a move shares a few seconds and ends with the run; how it ended is told
 * also after the run's deadline, in a time of its own. When the time is used up, nothing more is sent.
 */
export function timedForge(
  forge: Forge,
  { clock, signal, stop, goesBack, time = FORGE_TIME }: TimedForgeOptions,
): Forge {
  const { ancestry, runEnded, openDeployment, endDeployment, lastDeployed, activeDeployments } = forge;
  const before = budget(clock, () => ({ ms: time.beforeMoveMs, signal }));
  const after = budget(clock, () => ({ ms: stop?.aborted ? time.whenStoppedMs : time.afterMoveMs }));
  const open = goesBack ? after : before;
  return {
    ...forge,
    ...(ancestry && { ancestry: (base, head) => before((end) => ancestry(base, head, end)) }),
    ...(runEnded && { runEnded: (run) => before((end) => runEnded(run, end)) }),
    ...(lastDeployed && { lastDeployed: (where, place) => before((end) => lastDeployed(where, place, end)) }),
    ...(openDeployment && {
      openDeployment: (where, receipt, next) => open((end) => openDeployment(where, receipt, next, end)),
    }),
    ...(endDeployment && {
      endDeployment: (deployment, receipt, how) => after((end) => endDeployment(deployment, receipt, how, end)),
    }),
    ...(activeDeployments && { activeDeployments: (place) => activeDeployments(place, signal) }),
  };
}

/** Time that all pieces of work share. */
function budget(clock: Clock, limit: () => { ms: number; signal?: AbortSignal }): Timed {
  let used = 0;
  return async (work) => {
    const { ms, signal } = limit();
    const started = clock.now();
    try {
      return await withinLimit({ clock, ms: ms - used, signal, inAll: ms }, work);
    } finally {
      used += clock.now() - started;
    }
  };
}

/** The forge for the report: its comment has the time of what follows a move, for the summary waits for its address. */
export function commentInTime(
  forge: Forge,
  { clock, stop, time = FORGE_TIME }: Pick<TimedForgeOptions, 'clock' | 'stop' | 'time'>,
): Forge {
  const { comment } = forge;
  const timed = budget(clock, () => ({ ms: stop?.aborted ? time.whenStoppedMs : time.afterMoveMs }));
  return {
    ...forge,
    ...(comment && { comment: (...said) => timed((end) => comment(said[0], said[1], said[2], end)) }),
  };
}
