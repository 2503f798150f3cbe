import { collect } from '../../core/collect.js';
import type { Drift } from '../../core/drift.js';
import { messageOf } from '../../core/errors.js';
import { describeCallers, sureCallers } from '../../core/latest-callers.js';
import type { Alias, Version } from '../../core/model.js';
import { previousVersionOf, readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { describeSplit } from '../../core/traffic-split.js';
import { findInterruptedRollout } from '../../traffic/interrupted.js';
import { readLatestCallers } from '../latest/callers.js';

/**
 * What is not as the last run left it. A rollout that is under way, a canary that somebody gave on purpose, and a version
 * that was published without going live are no drift.
 */
export async function findDrift(context: OperationContext, alias: Alias | undefined): Promise<Drift[]> {
  const found = await context.stage('look', () =>
    Promise.all([aliasDrift(context, alias), latestDrift(context, alias), callersDrift(context)]),
  );
  return found.flat();
}

async function aliasDrift(context: OperationContext, alias: Alias | undefined): Promise<Drift[]> {
  if (!alias) return [];
  const { latest } = context.provider.capabilities;
  const { name, split } = alias;
  const found: Drift[] = [];
  if (latest !== undefined && split.stable === latest) {
    const next = 'The next `deploy` pins it to a version first; `adopt` does so now.';
    found.push({
      kind: 'alias-at-latest',
      what: `${name} points at ${latest}, where each upload is live at once.`,
      next,
      counts: true,
    });
  }
  const previous = previousVersionOf(alias);
  if (!previous.known && previous.why === 'moved-by-hand') {
    const was = readNote(alias.note).fields.live;
    const what = `${name} is ${describeSplit(split)}, and the last run left it at version ${was}: it was moved by hand or by another tool.`;
    found.push({
      kind: 'moved-by-hand',
      what,
      next: `\`promote\` with \`version: ${split.stable}\` writes down that this is wanted.`,
      counts: true,
    });
  }
  const interrupted = await findInterruptedRollout(context, alias);
  const undo = 'Run `rollback` to drop it, or `promote` to finish it.';
  if (interrupted?.abandoned) {
    const what = `${name} is ${describeSplit(split)}: a rollout of version ${interrupted.to} was never finished, and nobody watches it.`;
    found.push({ kind: 'unattended-rollout', what, next: undo, counts: true });
  }
  const { held, live } = readNote(alias.note).fields;
  if (held && live === split.stable) {
    found.push({
      kind: 'held',
      what: `${name} is ${describeSplit(split)}: a gate failed at ${held}, and traffic was left there as asked.`,
      next: undo,
      counts: true,
    });
  }
  return found;
}

/** Code in the newest upload that no run of ours put there: the next publish by anybody would ship it. */
async function latestDrift({ provider, log }: OperationContext, alias: Alias | undefined): Promise<Drift[]> {
  const { latest: name } = provider.capabilities;
  if (!provider.latest || name === undefined) return [];
  try {
    const [latest, versions] = await Promise.all([provider.latest(), collect(provider.versions())]);
    const ours = versions.filter(({ note }) => readNote(note).ours);
    // Before the first deploy of ours there is nothing that a run left.
    if (!latest?.checksum || ours.length === 0) return [];
    const holders = (await withChecksums(provider, versions)).filter(({ checksum }) => checksum === latest.checksum);
    if (holders.some(({ note }) => readNote(note).ours)) return [];
    const next = `Run \`deploy\` to have the right code there${alias ? `, or \`rollback\` with \`version: ${alias.split.stable}\` and \`latest-callers: protect\` to put back what is live` : ''}.`;
    const [holder] = holders;
    const what = holder
      ? `${name} holds the code of version ${holder.id}, which another tool published.`
      : `${name} holds code that was never published: somebody uploaded it by hand or with another tool.`;
    return [{ kind: 'latest-code', what, next, counts: true }];
  } catch (error) {
    log.notice(`What ${name} holds could not be compared: ${messageOf(error)}`);
    return [];
  }
}

/** Some vendors' lists tell no hash: then the newest few are asked for theirs. */
async function withChecksums(provider: OperationContext['provider'], versions: Version[]): Promise<Version[]> {
  if (versions.some(({ checksum }) => checksum !== undefined)) return versions;
  const newest = [...versions].sort((a, b) => Number(b.id) - Number(a.id)).slice(0, MOST_LOOKED_AT);
  const read = await Promise.all(newest.map(async (row) => ({ ...(await provider.version(row.id)), ...row })));
  return read.map((one) => one as Version);
}

const MOST_LOOKED_AT = 10;

async function callersDrift(context: OperationContext): Promise<Drift[]> {
  const report = await readLatestCallers(context);
  if (!report) return [];
  context.receipt.latest = report;
  if (report.unread.length > 0) {
    context.log.notice(
      `Who calls ${report.qualifier} is not fully known: ${report.unread.join(', ')} could not be read.`,
    );
  }
  const callers = sureCallers(report);
  if (callers.length === 0) return [];
  const verb = callers.length === 1 ? 'gets' : 'get';
  return [
    {
      kind: 'latest-callers',
      what: `${describeCallers(callers, report.qualifier)} ${verb} each upload at once, and no rollback reaches them.`,
      next: `Bind them to the alias \`${context.request.alias}\`.`,
      counts: context.request.latestCallers === 'refuse',
    },
  ];
}
