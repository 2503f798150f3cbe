import type { Clock } from '../core/clock.js';
import { messageOf } from '../core/errors.js';
import { journal } from '../core/journal.js';
import type { Log } from '../core/log.js';
import type { Alias, Receipt, Request } from '../core/model.js';
import type { Provider } from '../core/provider.js';
import { suggestedCommands } from '../core/suggested-commands.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';
import { mayBeMovedBy, restoreTraffic } from '../traffic/restore.js';
import { slots } from './slots.js';

export interface ReleaseRecovery {
  clock: Clock;
  log: Log;
  /** ms since the epoch: no further attempt after this */
  until: number;
  open(request: Request): Promise<Provider>;
}

/** So many members go back at once. */
const AT_ONCE = 8;

/**
 * After a killed run: puts the traffic of each member back that the release had moved, unless all of them had moved: then
 * the release was done. `requests`: of the members, in their order. Never throws: what could not be put back is said.
 */
export async function recoverRelease(
  receipt: Receipt,
  requests: readonly Request[],
  recovery: ReleaseRecovery,
): Promise<void> {
  const queue = slots(AT_ONCE);
  const members = receipt.members ?? [];
  const problems = await Promise.all(
    members.map(async (member, at) => {
      const request = requests[at];
      const leave = await queue.enter();
      try {
        return request && (await recoverMember(member, request, receipt, recovery));
      } finally {
        leave();
      }
    }),
  );
  const left = problems.filter((problem) => problem !== undefined);
  receipt.switched = members.some(({ switched }) => switched);
  const all = receipt.committed ? 'All members had moved, and stay.' : 'All traffic is where it was before.';
  if (receipt.error) {
    receipt.error.next = `${left.length === 0 ? all : `Not where it was before: ${left.join('; ')}.`} Run the job again to go on.`;
  }
}

/** undefined: it is where it should be; otherwise what is the matter. */
async function recoverMember(
  member: Receipt,
  request: Request,
  { committed, workflowRun }: Receipt,
  { clock, log, until, open }: ReleaseRecovery,
): Promise<string | undefined> {
  const { goal, before, alias: name, function: own } = member;
  for (const step of member.steps) if (step.status === 'running') step.status = 'unknown';
  member.outcome = 'failed';
  try {
    const provider = journal(await open(request), member, { clock, dryRun: false, save: async () => undefined });
    if (!committed && goal && before && !sameSplit(goal, before)) {
      const ours = (seen: Alias) => sameSplit(seen.split, goal) && mayBeMovedBy(workflowRun.runId, seen);
      const note = { undone: goal.stable, auto: 'yes' as const };
      const run = { clock, log, receipt: member, workflowRun, stage: <T>(_: string, work: () => Promise<T>) => work() };
      const way = { provider, name, baseline: before, note, ours, late: true, until };
      await restoreTraffic(way, { ...run, settle: request.settle });
    }
    const now = await provider.alias(name);
    member.after = now?.split ?? null;
    member.switched = !sameSplit(before, member.after);
    member.suggestions = suggestedCommands(request, provider, member);
    if (committed) {
      member.outcome = 'done';
      return undefined;
    }
    return member.switched ? `${own} is ${describeSplit(member.after)}` : undefined;
  } catch (error) {
    delete member.after;
    member.error = { kind: 'interrupted', message: messageOf(error) };
    return `${own} (${messageOf(error)})`;
  }
}
