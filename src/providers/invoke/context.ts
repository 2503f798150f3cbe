import type { Alias } from '../../core/model.js';
import type { ProviderContext } from '../../core/provider.js';
import type { AdminApi } from './admin-api.js';
import type { FunctionRow, VersionRow } from './parse-responses.js';

/** What the parts of the provider work with: one function, and what this run has seen of it. */
export interface InvokeContext {
  api: AdminApi;
  context: ProviderContext;
  /** the function's UUID */
  functionId: string;
  versionCache: VersionCache;
}

/** What was read so far. Numbers are reused by the server, so a version of ours is known by its UUID. */
export interface VersionCache {
  /** Asks for all versions, newest first. */
  fetch(): Promise<VersionRow[]>;
  /** The list as it was read last; asks when it never was. */
  cachedOrFetch(): Promise<VersionRow[]>;
  /** A version as it was read last; may be stale. */
  cachedRow(number: string): VersionRow | undefined;
  /** The UUID of a version, as far as it was seen anywhere. */
  uuidOf(number: string): string | undefined;
  rememberActive(row: FunctionRow): void;
  /** This run found or published it: under this number no other version is meant. */
  claim(row: VersionRow): void;
  claimed(number: string): VersionRow | undefined;
  /** It was deleted. */
  forget(number: string): void;
}

export function createVersionCache(api: AdminApi, id: string): VersionCache {
  let rows: VersionRow[] | undefined;
  const uuids = new Map<string, string>();
  const claims = new Map<string, VersionRow>();
  const list = async () => {
    rows = await api.listVersions(id);
    for (const row of rows) uuids.set(row.number, row.id);
    return rows;
  };
  return {
    fetch: list,
    cachedOrFetch: async () => rows ?? (await list()),
    cachedRow: (number) => rows?.find((row) => row.number === number),
    uuidOf: (number) => claims.get(number)?.id ?? uuids.get(number),
    rememberActive({ active }) {
      if (active?.id) uuids.set(active.number, active.id);
    },
    claim: (row) => void claims.set(row.number, row),
    claimed: (number) => claims.get(number),
    forget(number) {
      rows = rows?.filter((row) => row.number !== number);
      uuids.delete(number);
      claims.delete(number);
    },
  };
}

/** The only pointer. Its lock is the version's UUID: the number alone could mean another build by now. */
export const ACTIVE_ALIAS = 'active';

export const activeAlias = (active: { number: string; id?: string }): Alias => ({
  name: ACTIVE_ALIAS,
  split: { stable: active.number },
  lock: active.id,
});
