import { DeployError, inputError } from '../core/errors.js';
import type { Version } from '../core/model.js';
import type { Operation, OperationContext } from '../core/operation.js';
import { type Candidate, deleteVersions } from './retention/delete-versions.js';
import { newLedger } from './retention/ledger.js';
import { type References, readReferences, reasonsToKeep, rereadLiveInList } from './retention/references.js';
import { reportDeletions } from './retention/result.js';
import { includesVersion, parseVersionRanges, type VersionRange } from './retention/version-ranges.js';

/** Deletes versions: one, a list or a range. All of them or, when one is in use, none. */
export const deleteOperation: Operation = {
  name: 'delete',
  effect: 'deletes',
  summary: 'delete versions',
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
  requires: () => [],
  async run(context) {
    const ranges = parseVersionRanges(context.request.version ?? '');
    const [use, found] = await Promise.all([
      readReferences(context),
      context.stage('list', () => findVersions(context, ranges)),
    ]);
    refuseInUse(found, use);
    const book = newLedger(context.receipt);
    for (const id of missing(ranges, found)) {
      context.log.notice(`Version ${id} does not exist; there is nothing to delete.`);
      book.add({ kind: 'version', id, outcome: 'missing', why: 'it does not exist' });
    }
    await deleteVersions(context, found.map(named), book, use.aliases);
    await rereadLiveInList(context);
    reportDeletions(context, book);
  },
};

const named = (version: Version): Candidate => ({ version, why: 'named' });

/** Up to this many single numbers are asked for one by one; more come from the list. */
const MAX_SINGLE_READS = 5;

async function findVersions({ provider }: OperationContext, ranges: VersionRange[]): Promise<Version[]> {
  const single = ranges.every(([first, last]) => first === last);
  const found: Version[] = [];
  if (single && ranges.length <= MAX_SINGLE_READS) {
    for (const [id] of ranges) {
      const version = await provider.version(String(id));
      if (version) found.push(version);
    }
    return found;
  }
  for await (const version of provider.versions()) if (includesVersion(ranges, version.id)) found.push(version);
  return found.sort((a, b) => Number(a.id) - Number(b.id));
}

function missing(ranges: VersionRange[], found: Version[]): string[] {
  const ids = new Set(found.map(({ id }) => id));
  const single = ranges.filter(([first, last]) => first === last).map(([id]) => String(id));
  if (found.length === 0 && single.length === 0) return ranges.map(([first, last]) => `${first}-${last}`);
  return single.filter((id) => !ids.has(id));
}

function refuseInUse(versions: Version[], use: References): void {
  const why = reasonsToKeep(use);
  const held = versions.filter(({ id }) => why.has(id)).map(({ id }) => `version ${id} (${why.get(id)})`);
  if (held.length === 0) return;
  throw new DeployError('refused', `In use: ${held.join(', ')}.`, {
    next: 'Nothing was deleted. Leave these out, or move what uses them first.',
  });
}
