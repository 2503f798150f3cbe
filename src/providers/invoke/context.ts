import { DeployError } from '../../core/errors.js';
import type { Alias } from '../../core/model.js';
import type { ProviderContext } from '../../core/provider.js';
import { writeVersionReference } from '../../core/version-reference.js';
import type { AdminApi } from './admin-api.js';
import type { ActiveVersion, FunctionRow, VersionRow } from './parse-responses.js';

/** What the parts of the provider work with: one function, and what this run has seen of it. */
export interface InvokeContext {
  api: AdminApi;
  context: ProviderContext;
  /** the function's UUID */
  functionId: string;
  versionCache: VersionCache;
  /** callers are told of a switch at once: see fast-switch.ts */
  fastSwitch: boolean;
  /** the function as it was read last, if it was */
  row?: FunctionRow;
}

/** Reads the function, and remembers what is active. */
export async function readFunction(functionContext: InvokeContext): Promise<FunctionRow> {
  return await rememberFunction(functionContext, await functionContext.api.getFunction(functionContext.functionId));
}

export async function rememberFunction(functionContext: InvokeContext, row: FunctionRow): Promise<FunctionRow> {
  functionContext.row = row;
  if (row.active) await functionContext.versionCache.rememberActive(row.active);
  return row;
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
  /** The number with its hash, as far as it was seen anywhere. */
  referenceOf(number: string): string;
  /** From now on another version under this number is refused wherever it is read. */
  expect(number: string, hash: string): void;
  /** Remembers what was read as active. Asks for all versions when that may be another one than is expected. */
  rememberActive(active: ActiveVersion): Promise<void>;
  /** This run found or published it: under this number no other version is meant. */
  claim(row: VersionRow): void;
  claimed(number: string): VersionRow | undefined;
  /** It was deleted. */
  forget(number: string): void;
}

export function createVersionCache(api: AdminApi, id: string): VersionCache {
  let rows: VersionRow[] | undefined;
  const uuids = new Map<string, string>();
  const hashes = new Map<string, string>();
  const claims = new Map<string, VersionRow>();
  let expected: { number: string; hash: string } | undefined;
  const see = ({ number, id: uuid, hash }: ActiveVersion) => {
    if (uuid !== undefined) uuids.set(number, uuid);
    if (hash !== undefined) hashes.set(number, hash);
    if (number === expected?.number && !hash?.startsWith(expected.hash))
      throw reusedNumber(number, hash, expected.hash);
  };
  const list = async () => {
    rows = await api.listVersions(id);
    for (const row of rows) see(row);
    return rows;
  };
  return {
    fetch: list,
    cachedOrFetch: async () => rows ?? (await list()),
    cachedRow: (number) => rows?.find((row) => row.number === number),
    uuidOf: (number) => claims.get(number)?.id ?? uuids.get(number),
    referenceOf: (number) => writeVersionReference(number, hashes.get(number)),
    expect(number, hash) {
      expected = { number, hash };
    },
    async rememberActive(active) {
      if (active.number === expected?.number && active.hash === undefined) await list();
      else see(active);
    },
    claim: (row) => void claims.set(row.number, row),
    claimed: (number) => claims.get(number),
    forget(number) {
      rows = rows?.filter((row) => row.number !== number);
      uuids.delete(number);
      hashes.delete(number);
      claims.delete(number);
    },
  };
}

function reusedNumber(number: string, hash: string | undefined, expected: string): DeployError {
  const now = hash === undefined ? 'it has no hash' : `its hash begins with ${hash.slice(0, expected.length)}`;
  return new DeployError('refused', `Version ${number} is another build by now: ${now}, not with ${expected}.`, {
    next: 'The one that was meant was deleted, and its number given out again. Nothing was switched; `list` shows what is there, and a number without a hash takes it as it is.',
  });
}

/** The only pointer. Its lock is the version's UUID: the number alone could mean another build by now. */
export const ACTIVE_ALIAS = 'active';

/** `row`: the function, as far as it was read. */
export const activeAlias = (active: { number: string; id?: string }, row: FunctionRow | undefined): Alias => ({
  name: ACTIVE_ALIAS,
  split: { stable: active.number },
  lock: active.id,
  ...(row?.off && { off: true }),
});
