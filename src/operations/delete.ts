import { DeployError, inputError } from '../core/errors.js';
import type { Job, Operation } from '../core/job.js';
import type { Version } from '../core/model.js';
import { type Doomed, removeAll } from './doom.js';
import { type InUse, readUse, reasons } from './inuse.js';
import { ledger } from './ledger.js';
import { holds, type Range, rangesOf } from './selection.js';
import { judge } from './verdict.js';

/** Deletes versions: one, a list or a range. All of them or, when one is in use, none. */
export const remove: Operation = {
  name: 'delete',
  check({ version, confirm, dryRun }) {
    if (version === undefined) {
      const next = 'Name a number, a list or a range: 3, or 3,5, or 3-7.';
      throw inputError('version', '', 'is missing, and `delete` needs it.', next);
    }
    if (!confirm && !dryRun) {
      const next = 'Write `confirm: true`; `dry-run: true` shows first what would go.';
      throw inputError('confirm', '', 'is missing, and a deleted version does not come back.', next);
    }
  },
  needs: () => [],
  async run(job) {
    const ranges = rangesOf(job.request.version ?? '');
    const [use, found] = await Promise.all([readUse(job), job.stage('list', () => chosen(job, ranges))]);
    refuseInUse(found, use);
    const book = ledger(job.receipt);
    for (const id of missing(ranges, found)) {
      job.log.notice(`Version ${id} does not exist; there is nothing to delete.`);
      book.add({ kind: 'version', id, outcome: 'missing', why: 'it does not exist' });
    }
    await removeAll(job, found.map(named), book);
    judge(job, book);
  },
};

const named = (version: Version): Doomed => ({ version, why: 'named' });

/** Up to so many single numbers are asked for one by one; more come from the list. */
const FEW = 5;

async function chosen({ provider }: Job, ranges: Range[]): Promise<Version[]> {
  const single = ranges.every(([first, last]) => first === last);
  const found: Version[] = [];
  if (single && ranges.length <= FEW) {
    for (const [id] of ranges) {
      const version = await provider.version(String(id));
      if (version) found.push(version);
    }
    return found;
  }
  for await (const version of provider.versions()) if (holds(ranges, version.id)) found.push(version);
  return found.sort((a, b) => Number(a.id) - Number(b.id));
}

function missing(ranges: Range[], found: Version[]): string[] {
  const ids = new Set(found.map(({ id }) => id));
  const single = ranges.filter(([first, last]) => first === last).map(([id]) => String(id));
  if (found.length === 0 && single.length === 0) return ranges.map(([first, last]) => `${first}-${last}`);
  return single.filter((id) => !ids.has(id));
}

function refuseInUse(versions: Version[], use: InUse): void {
  const why = reasons(use);
  const held = versions.filter(({ id }) => why.has(id)).map(({ id }) => `version ${id} (${why.get(id)})`);
  if (held.length === 0) return;
  throw new DeployError('refused', `In use: ${held.join(', ')}.`, {
    next: 'Nothing was deleted. Leave these out, or move what uses them first.',
  });
}
