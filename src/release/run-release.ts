import type { Clock } from '../core/clock.js';
import { DeployError, messageOf } from '../core/errors.js';
import { noForge } from '../core/forge.js';
import type { Log } from '../core/log.js';
import type { Receipt, Request } from '../core/model.js';
import { problems } from '../core/problems.js';
import { newReceipt } from '../core/receipt.js';
import { checkRequest, type RunEnvironment, runOperation } from '../core/run-operation.js';
import { gather, type Seat } from '../core/together.js';
import { releaseCommands } from './release-commands.js';
import { releaseOutcome } from './release-outcome.js';
import { slots } from './slots.js';

/** One function of a release, ready to run. */
export interface ReleaseMember {
  /** as people call it: the name in the file, and the region where there are several */
  name: string;
  request: Request;
  environment: Omit<RunEnvironment, 'together'>;
}

export interface ReleaseHost {
  clock: Clock;
  log: Log;
  /** Keeps what a killed run had moved, for the post step. */
  save(receipt: Receipt): Promise<void>;
  /** the name of this release, in notes and receipts */
  release: string;
}

/** So many members read, package and publish at once; those that only wait for the others do not count. */
const AT_ONCE = 8;

/**
 * Runs one operation for several members. One that moves traffic moves all of them or none: each waits until all are
 * published and ready, and goes back when another cannot move. Others run each for themselves. Never throws.
 */
export async function runRelease(
  members: readonly ReleaseMember[],
  receipt: Receipt,
  host: ReleaseHost,
): Promise<void> {
  const started = host.clock.now();
  receipt.members = members.map(({ request: { operation, provider, function: name, alias, region } }) => ({
    ...newReceipt({ operation, provider, function: name, alias }, new Date(started)),
    ...(region && { region }),
  }));
  receipt.workflowRun = members[0]?.environment.workflowRun ?? {};
  receipt.effect = members[0]?.environment.operation.effect;
  receipt.dryRun = members[0]?.request.dryRun ?? false;
  sayWhatIsLeftOut(members, receipt, host.log);
  try {
    await checkAll(members);
    await runAll(members, receipt, host);
    Object.assign(
      receipt,
      releaseOutcome(
        members.map(({ name }) => name),
        receipt,
      ),
    );
    receipt.suggestions = releaseCommands(receipt);
  } catch (error) {
    const facts = error instanceof DeployError ? error : undefined;
    receipt.error = { kind: facts?.kind ?? 'bug', message: messageOf(error), next: facts?.next };
  }
  receipt.ms = host.clock.now() - started;
}

/** Inputs that one function has, and a release has not yet. */
function sayWhatIsLeftOut(members: readonly ReleaseMember[], { notices }: Receipt, log: Log): void {
  const told = [
    members.some(({ request, environment }) => request.environment && environment.operation.moves?.(request)) &&
      'No GitHub Deployment is recorded for a release of several functions.',
    members.some(({ request }) => request.uploadArtifact) &&
      '`upload-artifact` keeps nothing for a release of several functions.',
  ];
  for (const text of told) {
    if (!text) continue;
    notices.push(text);
    log.warning(text);
  }
}

/** All that can be found wrong before the first request is found then, and all at once. */
async function checkAll(members: readonly ReleaseMember[]): Promise<void> {
  const found = problems();
  for (const { name, request, environment } of members) {
    try {
      await checkRequest(request, environment);
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      found.add(new DeployError(error.kind, `${name}: ${error.message}`, { next: error.next }));
    }
  }
  found.throw();
}

async function runAll(members: readonly ReleaseMember[], receipt: Receipt, host: ReleaseHost): Promise<void> {
  const { release } = host;
  const moves = members.some(({ request, environment }) => environment.operation.moves?.(request));
  const together = moves && !receipt.dryRun && !members.some(({ request }) => request.onlyFrom !== undefined);
  if (together) receipt.release = release;
  const onCommit = () => {
    receipt.committed = true;
    // Written at once: a kill from here on takes nothing back.
    void host.save(receipt).catch(() => undefined);
  };
  const names = members.map(({ name }) => name);
  const seats = together ? gather(names, { beforeMoves: () => host.save(receipt), onCommit }) : [];
  // Killed from here on, the post step at least says what is live.
  if (together) await host.save(receipt);
  const queue = slots(AT_ONCE);
  await Promise.all(
    members.map(async (member, at) => {
      const own = receipt.members?.[at] as Receipt;
      if (together) own.release = release;
      await runMember(member, own, { seat: seats[at], queue });
    }),
  );
}

async function runMember(
  { name, request, environment }: ReleaseMember,
  receipt: Receipt,
  { seat, queue }: { seat: Seat | undefined; queue: ReturnType<typeof slots> },
): Promise<void> {
  const leave = await queue.enter();
  // Whoever waits for the others makes room for one of them.
  const ready = () => {
    leave();
    return seat?.ready() ?? Promise.resolve();
  };
  const together = seat && { ...seat, ready };
  // What a killed run had moved is kept once for all of them, and before any moves.
  const forge = { ...environment.forge, save: noForge.save, openDeployment: undefined, endDeployment: undefined };
  await runOperation(request, { ...environment, forge, log: named(name, environment.log), together }, receipt);
  leave();
  if (!seat) return;
  if (receipt.outcome === 'done' || receipt.outcome === 'skipped') seat.leave();
  else
    seat.fail(
      new DeployError(receipt.outcome === 'superseded' ? 'superseded' : 'refused', receipt.error?.message ?? ''),
    );
}

/** Each line says which function it is about. */
function named(name: string, log: Log): Log {
  const say = (text: string) => text.replace(/^/gm, `${name}: `);
  return {
    ...log,
    info: (text) => log.info(say(text)),
    notice: (text) => log.notice(say(text)),
    warning: (text) => log.warning(say(text)),
  };
}
