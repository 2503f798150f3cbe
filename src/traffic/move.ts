import { DeployError, messageOf } from '../core/errors.js';
import type { Alias, TrafficSplit } from '../core/model.js';
import { type AliasNote, aliasNote, previousVersionOf } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';

/** Reads the alias of the request and remembers it as what was live before. */
export async function readAlias(context: OperationContext): Promise<Alias | undefined> {
  const { provider, request, receipt } = context;
  const alias = await context.stage('read alias', () => provider.alias(request.alias));
  receipt.before = alias?.split ?? null;
  receipt.after = receipt.before;
  receipt.previousVersion = alias?.split.stable;
  return alias;
}

/**
 * Moves the alias from what was read to `next`, and believes only what is read back. `how` says what the note
 * should remember; its `commit` is that of the code that moves, where this run knows it. Throws `conflict` when someone else moved it in between.
 */
export async function moveTraffic(
  context: OperationContext,
  alias: Alias | undefined,
  next: TrafficSplit,
  how: Partial<AliasNote>,
): Promise<void> {
  const { provider, request, receipt, log } = context;
  if (sameSplit(alias?.split, next)) {
    log.info(`${request.alias} already is ${describeSplit(next)}; nothing to move.`);
    return;
  }
  if (!alias && provider.capabilities.aliases === 'many') {
    log.notice(`The alias ${request.alias} did not exist; it is created with all traffic to version ${next.stable}.`);
  }
  await nameVersionedTogether(context);
  const note = provider.capabilities.notes ? noteFor(context, next, how, alias) : undefined;
  const after = await context.stage('switch', () => provider.point(request.alias, next, { expected: alias, note }));
  if (!sameSplit(after.split, next)) {
    throw new DeployError(
      'conflict',
      `Asked for ${describeSplit(next)}, but ${request.alias} is ${describeSplit(after.split)}.`,
      {
        next: 'Someone else moved it at the same moment. Look at `list`, then run again what should win.',
      },
    );
  }
  if (request.dryRun) return;
  receipt.after = after.split;
  receipt.switched = true;
  log.info(`${request.alias} is ${describeSplit(after.split)}.`);
  await readUrl(context);
  await settle(context);
}

/**
 * What moves together with this function, where a version freezes a whole service. Not in a rollback: it sends only
 * what it must. Never a reason to fail.
 */
export async function nameVersionedTogether({ provider, request, receipt, log }: OperationContext): Promise<void> {
  if (request.operation === 'rollback' || !provider.versionedTogether || receipt.versionedTogether) return;
  try {
    receipt.versionedTogether = await provider.versionedTogether();
    log.info(`These functions move together: ${receipt.versionedTogether.join(', ')}.`);
  } catch (error) {
    log.notice(`The functions that move together could not be listed: ${messageOf(error)}`);
  }
}

/** Where the alias can be called. Not in a rollback: it sends only what it must. Never a reason to fail. */
export async function readUrl({ provider, request, receipt, log }: OperationContext): Promise<void> {
  if (request.operation === 'rollback' || !provider.url) return;
  try {
    receipt.url = await provider.url(request.alias);
  } catch (error) {
    log.notice(`The function's URL could not be read: ${messageOf(error)}`);
  }
}

function noteFor(
  context: OperationContext,
  next: TrafficSplit,
  how: Partial<AliasNote>,
  alias: Alias | undefined,
): string {
  return aliasNote({ live: next.stable, run: context.workflowRun.runId, ...how }, alias?.note);
}

/** What was live before, where the note can be believed. */
export function trustedPrevious(alias: Alias | undefined): string | undefined {
  const previous = alias ? previousVersionOf(alias) : undefined;
  return previous?.known ? previous.version : undefined;
}

/** Says how long callers may still see the old version, and waits for it when asked to. */
async function settle(context: OperationContext): Promise<void> {
  const { provider, receipt, request, log, clock, signal } = context;
  const lag = provider.capabilities.settlesMs;
  if (lag > 0) receipt.settlesMs = lag;
  const wait = request.settle === true ? lag : request.settle || 0;
  if (wait <= 0) return;
  log.info(`Waiting ${wait / 1000} s until no caller can still see the old version.`);
  await context.stage('settle', () => clock.sleep(wait, signal));
  receipt.settlesMs = 0;
}
