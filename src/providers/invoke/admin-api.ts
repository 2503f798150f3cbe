import type { Readable } from 'node:stream';
import type { ProviderContext } from '../../core/provider.js';
import type { AdminClient, JsonResponse, UploadFile } from './admin-client.js';
import {
  type BuildRow,
  type FunctionRow,
  fieldsOf,
  parseBuild,
  parseBuilds,
  parseFunction,
  parseFunctions,
  parseProjects,
  parseVersions,
  timeOf,
  type VersionRow,
} from './parse-responses.js';

/** 202: nothing was switched; `build` will. */
export type SwitchResult = { done: true } | { done: false; build: BuildRow };

export type AfterBuild = 'none' | 'switch';

export interface NewFunction {
  name: string;
  projectId: string | undefined;
  description: string;
  /** callers need a key */
  requiresKey: boolean;
}

export interface UploadResult {
  id: string;
  number: string;
  buildId?: string;
}

/** The routes of the admin API that we use, one function each. Every answer is checked before it is believed. */
export interface AdminApi {
  findProjects(slug: string): Promise<{ id: string }[]>;
  /** without a name: all that this key may see */
  findFunctions(name: string | undefined, projectId?: string): Promise<FunctionRow[]>;
  getFunction(id: string): Promise<FunctionRow>;
  /** newest first */
  listVersions(id: string): Promise<VersionRow[]>;
  /** of one version, or of all, newest first */
  listBuilds(id: string, versionId?: string): Promise<BuildRow[]>;
  uploadVersion(id: string, file: UploadFile): Promise<UploadResult>;
  /** Queues a build; `none` moves nothing, `switch` makes the version live when it ends. Twice does what once does. */
  startBuild(id: string, versionId: string, then: AfterBuild): Promise<BuildRow>;
  switchVersion(id: string, versionId: string): Promise<SwitchResult>;
  deleteVersion(id: string, number: string): Promise<void>;
  /** `fewTries`: what is stored may be no archive, to which the server answers 500 for ever */
  downloadVersion(id: string, versionId: string, fewTries?: boolean): Promise<Readable>;
  /** One without code. */
  createFunction(facts: NewFunction): Promise<FunctionRow>;
  /** where a person sees the log of a build */
  buildPage(id: string): string;
  /** Deletes a function with all its versions. */
  deleteFunction(id: string): Promise<void>;
}

const ROOT = '/api/functions';

/** Long, in one piece, and with a digit or a capital: no word of a sentence. */
const LIKE_A_KEY = /^(?=.*[0-9A-Z])[\w.~+/=-]{16,}$/;

export function createAdminApi(http: AdminClient, log: ProviderContext['log']): AdminApi {
  /** Before anybody can see it. */
  const masked: MaskKey = (row) => {
    // A word of our own that a server calls a key would be blanked wherever we say it.
    if (row.apiKey && LIKE_A_KEY.test(row.apiKey)) log.mask(row.apiKey);
    return row;
  };
  const buildPage: AdminApi['buildPage'] = (id) => `${http.url}/admin/builds/${id}`;
  return { ...readRoutes(http, masked), ...writeRoutes(http, masked), buildPage };
}

const dataOf = ({ body }: JsonResponse): unknown => fieldsOf(body).data;

type ReadName = 'findProjects' | 'findFunctions' | 'getFunction' | 'listVersions' | 'listBuilds' | 'downloadVersion';

type MaskKey = (row: FunctionRow) => FunctionRow;

function readRoutes(http: AdminClient, masked: MaskKey): Pick<AdminApi, ReadName> {
  return {
    findProjects: (slug) => http.get('list the projects', '/api/projects', { slug }, ({ body }) => parseProjects(body)),
    async findFunctions(name, projectId) {
      const query = { ...(name ? { name } : {}), ...(projectId ? { projectId } : {}) };
      const rows = await http.get('look up the function', ROOT, query, (reply) => parseFunctions(dataOf(reply)));
      return rows.map(masked);
    },
    async getFunction(id) {
      const read = (reply: JsonResponse) => {
        const row = parseFunction(dataOf(reply));
        return row?.id.toLowerCase() === id.toLowerCase() ? row : undefined;
      };
      return masked(await http.get('show the function', `${ROOT}/${id}`, {}, read));
    },
    listVersions: (id) =>
      http.get('list the versions', `${ROOT}/${id}/versions`, {}, (reply) => parseVersions(dataOf(reply))),
    listBuilds(id, versionId) {
      const query: Record<string, string> = versionId ? { versionId, limit: '5' } : { limit: '20' };
      return http.get('list the builds', `${ROOT}/${id}/builds`, query, (reply) =>
        parseBuilds(fieldsOf(dataOf(reply)).builds, timeOf(reply.body)),
      );
    },
    downloadVersion: (id, versionId, fewTries) =>
      http.download('send the code', `${ROOT}/${id}/versions/${versionId}/download`, fewTries ? 'work' : 'control'),
  };
}

function writeRoutes(http: AdminClient, masked: MaskKey): Omit<AdminApi, ReadName | 'buildPage'> {
  return {
    async createFunction({ name, projectId, description, requiresKey }) {
      const facts = { name, project_id: projectId, description, requires_api_key: requiresKey };
      const read = (reply: JsonResponse) => parseFunction(dataOf(reply));
      return masked(await http.post('create the function', ROOT, facts, { read }));
    },
    async deleteFunction(id) {
      await http.delete('delete the function', `${ROOT}/${id}`, {});
    },
    uploadVersion: (id, file) =>
      http.upload('take the upload', `${ROOT}/${id}/versions?afterBuildAction=none`, file, (reply) =>
        parseUpload(dataOf(reply)),
      ),
    startBuild(id, versionId, then) {
      const json = { versionId, afterBuildAction: then };
      const read = (reply: JsonResponse) => parseBuild(dataOf(reply));
      return http.post('build the version', `${ROOT}/${id}/builds`, json, { safe: true, read });
    },
    switchVersion: (id, versionId) =>
      http.post('switch the version', `${ROOT}/${id}/switch-version`, { versionId }, { read: parseSwitch }),
    async deleteVersion(id, number) {
      await http.delete('delete the version', `${ROOT}/${id}/versions`, { version: number });
    },
  };
}

function parseSwitch({ status, body }: JsonResponse): SwitchResult | undefined {
  const { success, buildRequired, build } = fieldsOf(body);
  if (status !== 202 && buildRequired !== true) return success === true ? { done: true } : undefined;
  const row = parseBuild(build);
  return row && { done: false, build: row };
}

function parseUpload(value: unknown): UploadResult | undefined {
  const { id, version, build_id: build } = fieldsOf(value);
  if (typeof id !== 'string' || !Number.isSafeInteger(version)) return undefined;
  return { id, number: String(version), buildId: typeof build === 'string' ? build : undefined };
}
