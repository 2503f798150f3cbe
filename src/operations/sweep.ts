import { DeployError, messageOf } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Alias } from '../core/model.js';
import { type InUse, strangerAt } from './inuse.js';
import type { Ledger } from './ledger.js';
import { isPreview } from './previews.js';
import type { Row } from './retention.js';

/**
 * Drops the aliases of previews whose version is older than `preview-max-age`, or gone. Answers their names. Goes on
 * after a refusal. Throws only `interrupted`.
 */
export async function sweep(job: Job, use: InUse, rows: readonly Row[], ledger: Ledger): Promise<Set<string>> {
  const { request, clock } = job;
  const dropped = new Set<string>();
  const longest = request.previewMaxAge;
  if (longest === undefined) return dropped;
  const ages = new Map(rows.map(({ id, at }) => [id, at === undefined ? undefined : clock.now() - at]));
  for (const alias of use.aliases.filter(isPreview)) {
    const { name, rollout } = alias;
    const age = ages.get(rollout.stable);
    const gone = !ages.has(rollout.stable);
    if (name === request.alias || (!gone && (age === undefined || age <= longest))) continue;
    const why = gone ? `version ${rollout.stable} is gone` : 'older than `preview-max-age`';
    const bound = strangerAt(name, use);
    if (bound) ledger.add({ kind: 'alias', id: name, outcome: 'kept', why: `${bound.what} points at it` });
    else if (await drop(job, alias, why, ledger)) dropped.add(name);
  }
  return dropped;
}

async function drop({ provider, request }: Job, alias: Alias, why: string, ledger: Ledger): Promise<boolean> {
  const row = { kind: 'alias', id: alias.name, why } as const;
  try {
    await provider.drop(alias);
    ledger.add({ ...row, outcome: request.dryRun ? 'planned' : 'removed' });
    return true;
  } catch (error) {
    if (!(error instanceof DeployError) || error.kind === 'interrupted') throw error;
    ledger.add({ ...row, outcome: 'refused', why: messageOf(error) });
    return false;
  }
}
