import { DeployError, isStop, messageOf } from '../../core/errors.js';
import type { Alias } from '../../core/model.js';
import { readNote } from '../../core/note.js';
import type { OperationContext } from '../../core/operation.js';
import { isPreviewAlias } from '../preview/naming.js';
import type { VersionRow } from './candidates.js';
import type { Ledger } from './ledger.js';
import { foreignCaller, type References } from './references.js';

/**
 * Drops the aliases of previews that are older than `retention.previews` (both the version and the pointing at it), or
 * whose version is gone. Returns their names. Goes on after a refusal. Throws only `interrupted`.
 */
export async function expirePreviews(
  context: OperationContext,
  use: References,
  rows: readonly VersionRow[],
  ledger: Ledger,
): Promise<Set<string>> {
  const { request, clock } = context;
  const dropped = new Set<string>();
  const longest = request.retention.previews;
  if (longest === undefined) return dropped;
  const ages = new Map(rows.map(({ id, at }) => [id, at === undefined ? undefined : clock.now() - at]));
  for (const alias of use.aliases.filter(isPreviewAlias)) {
    const { name, split } = alias;
    const age = youngest(ages.get(split.stable), shownFor(alias, clock.now()));
    const gone = !ages.has(split.stable);
    if (name === request.alias || (!gone && (age === undefined || age <= longest))) continue;
    const why = gone ? `version ${split.stable} is gone` : 'older than `retention.previews`';
    const bound = foreignCaller(name, use);
    if (bound) ledger.add({ kind: 'alias', id: name, outcome: 'kept', why: `${bound.what} points at it` });
    else if (await drop(context, alias, why, ledger)) dropped.add(name);
  }
  return dropped;
}

/** ms since the preview was pointed at its version: that may have been live for long before. */
function shownFor({ note }: Alias, now: number): number | undefined {
  const at = Date.parse(readNote(note).fields.at ?? '');
  return Number.isNaN(at) ? undefined : now - at;
}

const youngest = (version: number | undefined, preview: number | undefined): number | undefined =>
  version === undefined || preview === undefined ? version : Math.min(version, preview);

async function drop(
  { provider, request }: OperationContext,
  alias: Alias,
  why: string,
  ledger: Ledger,
): Promise<boolean> {
  const row = { kind: 'alias', id: alias.name, why } as const;
  try {
    await provider.drop(alias);
    ledger.add({ ...row, outcome: request.dryRun ? 'planned' : 'removed' });
    return true;
  } catch (error) {
    if (!(error instanceof DeployError) || isStop(error)) throw error;
    ledger.add({ ...row, outcome: 'refused', why: messageOf(error) });
    return false;
  }
}
