import type {
  AdoptionDirection,
  AdoptionPlan,
  AdoptionResult,
  AdoptionRow,
  AdoptionStep,
} from '../../core/adoption.js';
import { DeployError, isClearRefusal, messageOf } from '../../core/errors.js';
import type { OperationContext } from '../../core/operation.js';
import { readUrl } from '../../traffic/live.js';

/** What is to be done, and in which direction. */
type DirectedPlan = AdoptionPlan & { direction: AdoptionDirection };

/** Throws `refused` where a provider knows no callers. */
export async function readPlan(
  { provider, request, stage }: OperationContext,
  direction: AdoptionDirection,
): Promise<DirectedPlan> {
  const plan = await stage('look', async () => provider.adoption?.(request.alias, direction));
  if (plan) return { ...plan, direction };
  const { title } = provider.capabilities;
  throw new DeployError('refused', `${title} has no callers that could be brought under an alias.`, {
    next: 'There is nothing to adopt. Nothing was changed.',
  });
}

/**
 * Walks the plan, one step after the other, and reads at the end who calls what. A step that is refused ends the walk:
 * what was done stays, and each caller has an answer. `first`: what was done before it.
 */
export async function walkAdoption(
  context: OperationContext,
  plan: DirectedPlan,
  first: readonly AdoptionRow[] = [],
): Promise<void> {
  const { request, receipt, log, stage } = context;
  const { direction } = plan;
  const result: AdoptionResult = { direction, rows: [...first, ...plan.steps.map(rowOf)], warnings: plan.warnings };
  receipt.adoption = result;
  for (const warning of plan.warnings) log.warning(warning);
  for (const [at, step] of plan.steps.entries()) {
    const row = result.rows[first.length + at];
    if (!step.apply || step.done || !row) continue;
    await stage('bind', () => applyStep(step, row, request.dryRun)).catch((error: unknown) => {
      throw stopped(error, step, direction);
    });
    if (!request.dryRun) log.info(`Done: ${step.what}.`);
  }
  if (request.dryRun) return;
  await readUrl(context);
  result.callers = await readCallers(context);
}

function rowOf({ what, done, undo, byHand }: AdoptionStep): AdoptionRow {
  const state = done ? 'there' : byHand ? 'by-hand' : 'planned';
  return { what, state, ...(undo && !done && { undo }), ...(byHand && { byHand }) };
}

async function applyStep({ apply }: AdoptionStep, row: AdoptionRow, dryRun: boolean): Promise<void> {
  try {
    await apply?.();
    row.state = dryRun ? 'planned' : 'done';
  } catch (error) {
    row.state = isClearRefusal(error) ? 'failed' : 'unknown';
    throw error;
  }
}

function stopped(error: unknown, { what }: AdoptionStep, direction: AdoptionDirection): DeployError {
  const facts = error instanceof DeployError ? error : undefined;
  const other = direction === 'adopt' ? 'unadopt' : 'adopt';
  return new DeployError(facts?.kind ?? 'network', `It stopped at "${what}": ${messageOf(error)}`, {
    next: `Each caller calls what it called before, or what the rows above say. Run \`${direction}\` again to go on, or \`${other}\` to go back.${facts?.next ? ` ${facts.next}` : ''}`,
    status: facts?.status,
    code: facts?.code,
    cause: error,
  });
}

/** Who calls what now. Never a reason to fail: everything was done. */
async function readCallers({ provider, receipt }: OperationContext): Promise<AdoptionResult['callers']> {
  try {
    const { callers = [], unread = [] } = (await provider.callers?.()) ?? {};
    if (unread.length > 0)
      receipt.notices.push(`Who else calls it is not known: ${unread.join(', ')} could not be read.`);
    return callers;
  } catch (error) {
    receipt.notices.push(`Who calls what now could not be read: ${messageOf(error)}`);
    return undefined;
  }
}
