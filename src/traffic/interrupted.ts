import { DeployError } from '../core/errors.js';
import type { Alias } from '../core/model.js';
import { readNote } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import { allTo, describeSplit } from '../core/traffic-split.js';
import { moveTraffic } from './move.js';

/** A rollout that somebody began and that has not ended. */
export interface InterruptedRollout {
  /** the version it was on its way to */
  to: string;
  /** the version that had all traffic before */
  from: string;
  /** percent that `to` has now */
  percent: number;
  /** the first 12 characters of the commit that began it */
  commit?: string;
  /** GitHub's number of the run that began it */
  run?: string;
  /** when it was to be over at the latest: ISO 8601 */
  until: string;
  /** `until` has passed, its run has ended, or its gate failed and it was left there: nobody is coming back for it */
  abandoned: boolean;
  /** its gate failed then, and traffic was left where it was: ISO 8601 */
  held?: string;
}

/**
 * The rollout that the alias is in the middle of, read from the alias's own note. Believed only while the traffic
 * is what such a rollout makes of it: a canary that somebody gave by hand is nobody's rollout.
 * `now` in ms since the epoch; `ended` says whether a run has ended, undefined where that is not known.
 */
export function interruptedRollout(
  alias: Alias | undefined,
  now: number,
  ended: (run: string) => boolean | undefined = () => undefined,
): InterruptedRollout | undefined {
  const { fields, ours } = readNote(alias?.note);
  const { to, until, live, commit, run, held } = fields;
  const { stable, canary } = alias?.split ?? {};
  if (!ours || !to || !until || !canary || !stable) return undefined;
  if (canary.version !== to || live !== stable) return undefined;
  const over = Date.parse(until);
  const abandoned =
    held !== undefined || Number.isNaN(over) || now > over || (run !== undefined && ended(run) === true);
  return { to, from: stable, percent: canary.percent, commit, run, until, abandoned, held };
}

/**
 * The rollout that an earlier run left on the alias, as its note tells: said in the log and the summary, whoever
 * asks. Asks GitHub whether that run has ended, when there is something to ask about and something to decide.
 */
export async function findInterruptedRollout(
  context: OperationContext,
  alias: Alias | undefined,
): Promise<InterruptedRollout | undefined> {
  const { clock, workflowRun, forge, log } = context;
  const { run, to } = readNote(alias?.note).fields;
  // This very run, started again: its attempt before is over.
  const again = run !== undefined && run === workflowRun.runId;
  // A rollback undoes it in any case, and waits for nobody.
  const matters = to !== undefined && context.receipt.effect !== 'goes-back';
  const ended = again || (matters && run ? await forge.runEnded?.(run) : undefined);
  const interrupted = interruptedRollout(alias, clock.now(), () => ended);
  if (!interrupted) return undefined;
  const who = interrupted.run ? `run ${interrupted.run}` : 'an earlier run';
  const left = interrupted.held ? `was held at ${interrupted.held}` : 'was never finished';
  const state = interrupted.abandoned ? left : `is under way until ${interrupted.until}`;
  log.notice(`A rollout of version ${interrupted.to} by ${who} ${state}: ${describeSplit(alias?.split)}.`);
  return interrupted;
}

/** Ours to go on with: nobody else is at it, and it was about this very commit. */
export const isOwnRollout = (interrupted: InterruptedRollout | undefined, { workflowRun }: OperationContext): boolean =>
  interrupted?.abandoned === true &&
  interrupted.commit !== undefined &&
  workflowRun.commit?.startsWith(interrupted.commit) === true;

/**
 * A canary that someone else began is not decided about in passing. Throws `refused`; nothing was changed.
 * `unless` is the version that the caller names on purpose.
 */
export async function refuseForeignRollout(
  context: OperationContext,
  alias: Alias | undefined,
  unless?: string,
): Promise<void> {
  const interrupted = await findInterruptedRollout(context, alias);
  if (!interrupted || interrupted.to === unless || isOwnRollout(interrupted, context)) return;
  const message = `A rollout that is not this commit's stands on ${context.request.alias}: ${describeSplit(alias?.split)}.`;
  throw new DeployError('refused', message, {
    next: `Run \`rollback\` to drop it, or \`promote\` with \`version: ${interrupted.to}\` to finish it.`,
  });
}

/**
 * Takes back a rollout that nobody comes back for, so that a newer commit can go its way. Returns the alias as it is
 * then. Throws `conflict` when someone else moved it meanwhile.
 */
export async function undoAbandoned(
  context: OperationContext,
  alias: Alias,
  { to, from, percent }: InterruptedRollout,
): Promise<Alias> {
  const { provider, request, receipt, log } = context;
  const position = { current: alias };
  const note = { undone: to, auto: 'yes' as const };
  const member = { provider, name: alias.name, position, next: allTo(from), note };
  await moveTraffic({ ...context, settle: request.settle }, [member], { stage: 'undo', dryRun: request.dryRun });
  log.notice(`The rollout of version ${to} that was left at ${percent} % is undone: version ${from} has all traffic.`);
  if (!request.dryRun) {
    receipt.after = position.current.split;
    receipt.switched = true;
  }
  return position.current;
}
