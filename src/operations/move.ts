import { DeployError, messageOf } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Alias, Rollout } from '../core/model.js';
import { type AliasNote, aliasNote, previousOf } from '../core/note.js';
import { describe, sameRollout } from '../core/rollout.js';

/** Reads the alias of the request and remembers it as what was live before. */
export async function readAlias(job: Job): Promise<Alias | undefined> {
  const { provider, request, receipt } = job;
  const alias = await job.stage('read alias', () => provider.alias(request.alias));
  receipt.before = alias?.rollout ?? null;
  receipt.after = receipt.before;
  receipt.previousVersion = alias?.rollout.stable;
  return alias;
}

/**
 * Moves the alias from what was read to `next`, and believes only what is read back. `how` says what the note
 * should remember; its `commit` is that of the code that moves, where this run knows it. Throws `conflict` when someone else moved it in between.
 */
export async function move(job: Job, alias: Alias | undefined, next: Rollout, how: Partial<AliasNote>): Promise<void> {
  const { provider, request, receipt, log } = job;
  if (sameRollout(alias?.rollout, next)) {
    log.info(`${request.alias} already is ${describe(next)}; nothing to move.`);
    return;
  }
  if (!alias && provider.can.aliases === 'many') {
    log.notice(`The alias ${request.alias} did not exist; it is created with all traffic to version ${next.stable}.`);
  }
  await nameAffected(job);
  const note = provider.can.notes ? noteFor(job, next, how, alias) : undefined;
  const after = await job.stage('switch', () => provider.point(request.alias, next, { expected: alias, note }));
  if (!sameRollout(after.rollout, next)) {
    throw new DeployError(
      'conflict',
      `Asked for ${describe(next)}, but ${request.alias} is ${describe(after.rollout)}.`,
      {
        next: 'Someone else moved it at the same moment. Look at `list`, then run again what should win.',
      },
    );
  }
  if (request.dryRun) return;
  receipt.after = after.rollout;
  receipt.switched = true;
  log.info(`${request.alias} is ${describe(after.rollout)}.`);
  await readUrl(job);
  await settle(job);
}

/**
 * What moves together with this function, where a version freezes a whole service. Not in a rollback: it sends only
 * what it must. Never a reason to fail.
 */
export async function nameAffected({ provider, request, receipt, log }: Job): Promise<void> {
  if (request.operation === 'rollback' || !provider.affects || receipt.affects) return;
  try {
    receipt.affects = await provider.affects();
    log.info(`These functions move together: ${receipt.affects.join(', ')}.`);
  } catch (error) {
    log.notice(`The functions that move together could not be listed: ${messageOf(error)}`);
  }
}

/** Where the alias can be called. Not in a rollback: it sends only what it must. Never a reason to fail. */
export async function readUrl({ provider, request, receipt, log }: Job): Promise<void> {
  if (request.operation === 'rollback' || !provider.url) return;
  try {
    receipt.url = await provider.url(request.alias);
  } catch (error) {
    log.notice(`The function's URL could not be read: ${messageOf(error)}`);
  }
}

function noteFor(job: Job, next: Rollout, how: Partial<AliasNote>, alias: Alias | undefined): string {
  return aliasNote({ live: next.stable, run: job.source.runId, ...how }, alias?.note);
}

/** What was live before, where the note can be believed. */
export function believed(alias: Alias | undefined): string | undefined {
  const previous = alias ? previousOf(alias) : undefined;
  return previous?.known ? previous.version : undefined;
}

/** Says how long callers may still see the old version, and waits for it when asked to. */
async function settle(job: Job): Promise<void> {
  const { provider, receipt, request, log, clock, signal } = job;
  const lag = provider.can.settlesMs;
  if (lag > 0) receipt.settlesMs = lag;
  const wait = request.settle === true ? lag : request.settle || 0;
  if (wait <= 0) return;
  log.info(`Waiting ${wait / 1000} s until no caller can still see the old version.`);
  await job.stage('settle', () => clock.sleep(wait, signal));
  receipt.settlesMs = 0;
}
