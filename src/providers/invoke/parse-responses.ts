import type { Version, VersionStatus } from '../../core/model.js';

/** What the server answers, reduced to what we read and checked field by field: a row without an id does not count. */

export interface FunctionRow {
  id: string;
  name: string;
  projectId?: string;
  projectName?: string;
  /** null: nothing is live */
  active: ActiveVersion | null;
  /** switched off: callers get 404, whatever is active. One that was just made is off until its first switch */
  off: boolean;
  /** callers need the function's own key */
  requiresKey: boolean;
  /** javascript, typescript, csharp, … */
  language?: string;
  description?: string;
  /** the function's own key, which the server sends in clear */
  apiKey?: string;
}

export interface ActiveVersion {
  number: string;
  id?: string;
  /** absent in a row that was found by its name */
  hash?: string;
}

export interface VersionRow {
  /** UUID */
  id: string;
  number: string;
  hash?: string;
  active: boolean;
  /** of its newest build: none, queued, building, built or failed */
  state: string;
  /** it can go live: what an earlier build has made stays, whatever becomes of a later one */
  built: boolean;
  bytes?: number;
  createdAt?: string;
  createdBy?: string;
}

export interface BuildRow {
  id: string;
  versionId?: string;
  /** queued, running, success, failed or cancelled */
  status: string;
  error?: string;
  /** makes its version active when it ends well */
  switches: boolean;
  /** ms, by the server's own clock */
  runningMs?: number;
}

type Fields = Record<string, unknown>;

export const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** BIGINT columns come as text. */
const count = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
};

const parseList = <T>(value: unknown, read: (row: unknown) => T | undefined): T[] | undefined =>
  Array.isArray(value) ? value.map(read).filter((row): row is T & {} => row !== undefined) : undefined;

export function parseFunction(value: unknown): FunctionRow | undefined {
  const row = fieldsOf(value);
  const id = text(row.id);
  if (id === undefined) return undefined;
  const number = count(row.active_version);
  return {
    id,
    name: text(row.name) ?? id,
    projectId: text(row.project_id),
    projectName: text(row.project_name),
    active:
      number === undefined
        ? null
        : { number: String(number), id: text(row.active_version_id), hash: text(row.package_hash)?.toLowerCase() },
    off: row.is_active === false,
    requiresKey: row.requires_api_key === true,
    language: text(row.language),
    description: text(row.description),
    apiKey: text(row.api_key),
  };
}

function parseVersion(value: unknown): VersionRow | undefined {
  const row = fieldsOf(value);
  const [id, number] = [text(row.id), count(row.version)];
  if (id === undefined || number === undefined) return undefined;
  return {
    id,
    number: String(number),
    hash: text(row.package_hash)?.toLowerCase(),
    active: row.is_active === true,
    state: text(row.build_status) ?? 'unknown',
    built: row.build_status === 'built' || text(row.artifact_path) !== undefined,
    bytes: count(row.file_size),
    createdAt: text(row.created_at),
    createdBy: text(row.created_by_name),
  };
}

/** `now`: the server's own time of the answer. */
export function parseBuild(value: unknown, now?: string): BuildRow | undefined {
  const row = fieldsOf(value);
  const id = text(row.id);
  if (id === undefined) return undefined;
  return {
    id,
    versionId: text(row.version_id),
    status: text(row.status) ?? 'unknown',
    error: text(row.error_message),
    switches: row.after_build_action === 'switch',
    runningMs: row.status === 'running' ? elapsed(text(row.started_at), now) : undefined,
  };
}

function elapsed(from: string | undefined, to: string | undefined): number | undefined {
  const ms = Date.parse(to ?? '') - Date.parse(from ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

export const parseFunctions = (value: unknown): FunctionRow[] | undefined => parseList(value, parseFunction);
export const parseVersions = (value: unknown): VersionRow[] | undefined => parseList(value, parseVersion);
export const parseBuilds = (value: unknown, now?: string): BuildRow[] | undefined =>
  parseList(value, (row) => parseBuild(row, now));

/** When the server gave an answer, by its own clock. */
export const timeOf = (body: unknown): string | undefined => text(fieldsOf(body).timestamp);

/** A project's `[{id, name, slug}]`, which comes without an envelope. */
export const parseProjects = (value: unknown): { id: string }[] | undefined =>
  parseList(value, (one) => {
    const id = text(fieldsOf(one).id);
    return id === undefined ? undefined : { id };
  });

function statusOf({ built, state }: VersionRow): VersionStatus {
  if (built) return 'ready';
  return state === 'failed' ? 'failed' : 'pending';
}

export function toVersion(row: VersionRow): Version {
  return {
    id: row.number,
    status: statusOf(row),
    state: row.built && row.state !== 'built' ? `built (a later build: ${row.state})` : row.state,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    checksum: row.hash,
    bytes: row.bytes,
  };
}
