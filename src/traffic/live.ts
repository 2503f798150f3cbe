import { isConflict, messageOf } from '../core/errors.js';
import type { Alias, TrafficSplit } from '../core/model.js';
import { type AliasNote, previousVersionOf } from '../core/note.js';
import type { OperationContext } from '../core/operation.js';
import { describeSplit, sameSplit } from '../core/traffic-split.js';
import { moveTraffic } from './move.js';
import { awaitReady, moveAsMember } from './together.js';

/** Reads the alias of the request and remembers it as what was live before. */
export async function readAlias(context: OperationContext): Promise<Alias | undefined> {
  const { provider, request, receipt } = context;
  const alias = await context.stage('read alias', () => provider.alias(request.alias));
  receipt.before = alias?.split ?? null;
  receipt.after = receipt.before;
  receipt.off = alias?.off;
  receipt.previousVersion = alias?.split.stable;
  return alias;
}

/**
 * Reads the alias of the request once more at the end of a run that did not move it, and took its time: somebody else
 * may have. Without it what was live at the start would be told as what is live. Not in a dry run, and never a reason to
 * fail. `read`: for an operation that may not ask for one alias.
 */
export async function rereadLive(
  { provider, request, receipt, stage, log }: OperationContext,
  read: () => Promise<Alias | undefined> = () => provider.alias(request.alias),
): Promise<void> {
  if (request.dryRun || receipt.steps.length === 0) return;
  try {
    const alias = await stage('read again', read);
    receipt.after = alias?.split ?? null;
    receipt.off = alias?.off;
  } catch (error) {
    delete receipt.after;
    log.notice(`What is live by now could not be read: ${messageOf(error)}`);
    return;
  }
  if (sameSplit(receipt.before, receipt.after)) return;
  log.notice(`Someone else moved ${request.alias} meanwhile: it is ${describeSplit(receipt.after)} now.`);
}

/**
 * Moves the alias of the request from what was read to `next`, and writes into the receipt what is live then. `note`
 * says what the alias's note should remember; its `commit` is that of the code that moves, where this run knows it.
 * Throws `conflict` when someone else moved it meanwhile, and not to the same.
 */
export async function moveLive(
  context: OperationContext,
  alias: Alias | undefined,
  next: TrafficSplit,
  note: Partial<AliasNote>,
): Promise<void> {
  try {
    await move(context, alias, next, note);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const now = await context.provider.alias(context.request.alias);
    if (!now || !(sameSplit(now.split, next) || (await isSameCode(context, now.split, next)))) throw error;
    context.receipt.after = now.split;
    context.log.notice(`Somebody else moved ${now.name} to ${describeSplit(now.split)} at the same moment.`);
    await readUrl(context);
  }
}

/**
 * Another number, and the same code: runs that meet may publish it twice. Only where a version is nothing but its code.
 * Then the receipt speaks of the version that is live.
 */
async function isSameCode({ provider, receipt }: OperationContext, now: TrafficSplit, next: TrafficSplit) {
  const ours = receipt.version;
  if (provider.configurationDiff || now.canary || next.canary || receipt.effect !== 'publishes') return false;
  if (ours?.id !== next.stable || ours.checksum === undefined) return false;
  const other = await provider.version(now.stable);
  if (other?.checksum !== ours.checksum) return false;
  receipt.version = other;
  return true;
}

async function move(
  context: OperationContext,
  alias: Alias | undefined,
  next: TrafficSplit,
  note: Partial<AliasNote>,
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
  if (context.together) receipt.goal = next;
  await awaitReady(context);
  const member = { provider, name: request.alias, position: { current: alias }, next, note };
  await moveAsMember(context, member, (moved) =>
    moveTraffic({ ...context, settle: request.settle }, [member], {
      dryRun: request.dryRun,
      async afterMove(_, after) {
        receipt.after = after.split;
        receipt.off = after.off;
        receipt.switched = true;
        log.info(`${request.alias} is ${describeSplit(after.split)}.`);
        await moved();
        await readUrl(context);
      },
    }),
  );
}

/**
 * What moves together with this function, where a version freezes a whole service. Not in a rollback: it sends only
 * what it must. Never a reason to fail.
 */
export async function nameVersionedTogether({ provider, receipt, log }: OperationContext): Promise<void> {
  if (receipt.effect === 'goes-back' || !provider.versionedTogether || receipt.versionedTogether) return;
  try {
    receipt.versionedTogether = await provider.versionedTogether();
    log.info(`These functions move together: ${receipt.versionedTogether.join(', ')}.`);
  } catch (error) {
    log.notice(`The functions that move together could not be listed: ${messageOf(error)}`);
  }
}

/** Where the alias can be called. Not in a rollback: it sends only what it must. Never a reason to fail. */
export async function readUrl({ provider, request, receipt, log }: OperationContext): Promise<void> {
  if (receipt.effect === 'goes-back' || !provider.url) return;
  try {
    receipt.url = await provider.url(request.alias);
  } catch (error) {
    log.notice(`The function's URL could not be read: ${messageOf(error)}`);
  }
}

/** What was live before, where the note can be believed. */
export function trustedPrevious(alias: Alias | undefined): string | undefined {
  const previous = alias ? previousVersionOf(alias) : undefined;
  return previous?.known ? previous.version : undefined;
}
