import type { Version } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import { previewAliasOf } from '../preview/naming.js';
import type { Candidate } from './delete-versions.js';

/** A version as a cleanup remembers it: small, since there may be ten thousand. */
export interface VersionRow {
  id: string;
  /** ms since the epoch; absent: the provider does not say */
  at?: number;
  bytes?: number;
  /** the alias of the preview that it was published for */
  preview?: string;
  status: Version['status'];
}

/** All versions, newest number first, page by page into small rows. */
export async function listVersionRows({ provider }: OperationContext): Promise<VersionRow[]> {
  const rows: VersionRow[] = [];
  for await (const version of provider.versions()) {
    const { id, createdAt, bytes, status } = version;
    // Anything but a number is the provider's word for its newest code: never ours to delete.
    if (!/^[1-9]\d*$/.test(id)) continue;
    const at = createdAt === undefined ? Number.NaN : Date.parse(createdAt);
    rows.push({ id, at: Number.isNaN(at) ? undefined : at, bytes, status, preview: previewAliasOf(version) });
  }
  return rows.sort((a, b) => Number(b.id) - Number(a.id));
}

/** A preview's version stands alone for a moment before its alias points at it. */
const FRESH = 3_600_000;
const DAY = 86_400_000;

export interface Candidates {
  /** oldest first, so that a run that is cut short has taken the oldest */
  toDelete: Candidate[];
  /** would go, but for this */
  toKeep: Candidate[];
}

/**
 * Which versions go. `keep` newest stay: those of previews, and those that can take no traffic, do not count among
 * them. Of the others go those older than `retention.max-age`, and those of previews that are over. `used`: version → why it
 * must stay. `dropped`: aliases of previews that this run has dropped.
 */
export function chooseCandidates(
  context: OperationContext,
  rows: readonly VersionRow[],
  used: ReadonlyMap<string, string>,
  dropped: ReadonlySet<string>,
) {
  const chosen: Candidates = { toDelete: [], toKeep: [] };
  let rank = 0;
  rows.forEach((row, at) => {
    if (row.preview === undefined && row.status === 'ready') rank++;
    const why = at === 0 || row.status === 'pending' ? undefined : reasonToGo(context, row, rank, dropped);
    if (why === undefined) return;
    const { id, bytes, status } = row;
    const hold = used.get(id);
    const list = hold === undefined ? chosen.toDelete : chosen.toKeep;
    list.push({ version: { id, bytes, status }, why: hold ?? why });
  });
  chosen.toDelete.reverse();
  return chosen;
}

/** A part of a sentence; undefined: it stays. A version whose age nobody knows counts as new. */
function reasonToGo(
  context: OperationContext,
  row: VersionRow,
  rank: number,
  dropped: ReadonlySet<string>,
): string | undefined {
  const {
    retention: { minAge = 0 },
  } = context.request;
  const age = row.at === undefined ? 0 : context.clock.now() - row.at;
  if (age < minAge) return undefined;
  if (row.preview === undefined) return overdue(context, rank, age);
  if (dropped.has(row.preview)) return `of the preview ${row.preview}, which is over`;
  if (age < FRESH) return undefined;
  const {
    retention: { previews: previewMaxAge = Number.POSITIVE_INFINITY },
  } = context.request;
  if (age > previewMaxAge) return `of the preview ${row.preview}${old(age)}`;
  return overdue(context, Number.POSITIVE_INFINITY, age);
}

/** `rank`: how many as new or newer there are. */
function overdue(
  {
    request: {
      retention: { keep, maxAge },
    },
  }: OperationContext,
  rank: number,
  age: number,
): string | undefined {
  if (keep === undefined && maxAge === undefined) return undefined;
  if (keep !== undefined && rank <= keep) return undefined;
  if (maxAge !== undefined && age <= maxAge) return undefined;
  return `${keep === undefined ? 'older than `retention.max-age`' : `not among the ${keep} newest`}${old(age)}`;
}

/** ", 41 days old"; nothing in the first day */
function old(ms: number): string {
  const days = Math.floor(ms / DAY);
  return days < 1 ? '' : `, ${days === 1 ? '1 day' : `${days} days`} old`;
}
