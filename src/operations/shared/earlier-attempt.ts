import type { Alias } from '../../core/model.js';
import { readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { allTo, describeSplit } from '../../core/traffic-split.js';

/**
 * "Run the job again" is what people do, and what they are told: what an attempt before this one has done is done. Not in
 * the first attempt, in which another job of the same run may have moved the alias.
 */
export function movedByEarlierAttempt(
  { workflowRun: { runId, runAttempt = '1' } }: OperationContext,
  alias: Alias | undefined,
): boolean {
  const { fields, ours } = readNote(alias?.note);
  if (!ours || runId === undefined || Number(runAttempt) < 2) return false;
  return fields.run === runId && fields.live === alias?.split.stable;
}

/** Did an earlier attempt give this package the share that is asked for? Then that is said, and nothing is left to do. */
export async function sharedByEarlierAttempt(context: OperationContext, alias: Alias | undefined): Promise<boolean> {
  const { provider, request, receipt, stage } = context;
  const canary = alias?.split.canary;
  if (!alias || !canary || request.path === undefined) return false;
  if (canary.percent !== request.canaryWeight || !movedByEarlierAttempt(context, alias)) return false;
  const pkg = await context.pack();
  const held = await stage('look', () => provider.findPublished(pkg, { ...alias, split: allTo(canary.version) }));
  if (held?.id !== canary.version) return false;
  receipt.version = held;
  sayDone(context, alias);
  return true;
}

export const sayDone = ({ log }: OperationContext, { name, split }: Alias): void =>
  log.notice(`An earlier attempt of this run has done it: ${name} is ${describeSplit(split)}.`);
