import { DeployError } from '../core/errors.js';
import { politely } from '../core/forge.js';
import type { Job, Operation } from '../core/job.js';
import type { Alias, Version } from '../core/model.js';
import { type Previous, previousOf } from '../core/note.js';
import { allTo, sameRollout, withoutCanary } from '../core/rollout.js';
import { believed, move, readAlias } from './move.js';
import { leftBehind } from './unfinished.js';

/** Drops the running canary; otherwise goes to `version`, or to what was live before. */
export const rollback: Operation = {
  name: 'rollback',
  needs: () => [],
  moves: () => true,
  async run(job) {
    const alias = await readAlias(job);
    if (!alias) return nothingLive(job);
    await leftBehind(job, alias);
    const { rollout } = alias;
    const wanted = job.request.version;
    if (rollout.canary && (wanted === undefined || wanted === rollout.stable)) {
      job.receipt.version = { id: rollout.stable, status: 'ready' };
      job.log.info(`Dropping the canary: version ${rollout.stable} takes all traffic again.`);
      await move(job, alias, withoutCanary(rollout), { prev: believed(alias), undone: rollout.canary.version });
      return;
    }
    const version = wanted ?? (await before(job, alias));
    job.receipt.version = { id: version, status: 'ready' };
    await move(job, alias, allTo(version), { undone: rollout.stable });
  },
};

function nothingLive({ request }: Job): never {
  throw new DeployError('refused', `There is nothing to roll back: ${request.alias} has no live version.`, {
    next: 'Use `promote` with a `version` to make one live.',
  });
}

/** What was live before, or a refusal that names the candidates. */
async function before(job: Job, alias: Alias): Promise<string> {
  const previous = job.provider.can.notes ? previousOf(alias) : await deployedBefore(job, alias);
  if (previous.known) return previous.version;
  const why = {
    unwritten: unwritten(job),
    'moved-by-hand': 'the alias was moved by another tool since we wrote down what was live before',
    'rolled-back': `it was rolled back from version ${previous.undone} already: the way "back" from here leads forward`,
  }[previous.why];
  const candidates = await built(job, alias.rollout.stable);
  const names = candidates.map(({ id, createdAt }) => (createdAt ? `${id} (${createdAt.slice(0, 16)}Z)` : id));
  throw new DeployError('refused', `Which version? ${alias.name} is version ${alias.rollout.stable}, and ${why}.`, {
    next:
      names.length > 0
        ? `Name one with \`version\`. Ready to take traffic, newest first: ${names.join(', ')}.`
        : 'There is no other version that could take traffic.',
  });
}

function unwritten({ provider: { can }, request }: Job): string {
  const nowhere = 'what was live before is not written down anywhere';
  if (can.notes || request.environment !== undefined) return nowhere;
  return `${nowhere} (${can.title} keeps no descriptions; where \`environment\` is given, GitHub remembers it)`;
}

/**
 * Where the provider keeps no notes, the receipt in the environment's last Deployment says what was live before, as
 * long as what it made live still is.
 */
async function deployedBefore({ request, receipt, forge, log }: Job, alias: Alias): Promise<Previous> {
  const { environment } = request;
  const last = environment && (await politely(log, async () => forge.lastDeployed?.(environment, receipt)));
  if (!last) return { known: false, why: 'unwritten' };
  if (!sameRollout(last.after, alias.rollout)) return { known: false, why: 'moved-by-hand' };
  if (last.operation === 'rollback') return { known: false, why: 'rolled-back', undone: last.before?.stable };
  return last.before ? { known: true, version: last.before.stable } : { known: false, why: 'unwritten' };
}

/** The ten newest versions that could take traffic, but for the live one. */
async function built(job: Job, live: string): Promise<Version[]> {
  const rows: Version[] = [];
  for await (const version of job.provider.versions()) {
    if (version.status === 'ready' && version.id !== live) rows.push(version);
  }
  return rows.sort((a, b) => Number(b.id) - Number(a.id)).slice(0, 10);
}
