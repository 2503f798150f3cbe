import type { Readable } from 'node:stream';
import { DeployError } from '../../core/errors.js';
import { readableText } from '../../core/http/readable-text.js';
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
  downloadVersion(id: string, versionId: string): Promise<Readable>;
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

export function createAdminApi(http: AdminClient, key: string, log: ProviderContext['log']): AdminApi {
  const must: RequireValue = (value, what, reply) => value ?? unexpectedResponse(what, reply, key);
  /** Before anybody can see it. */
  const masked: MaskKey = (row) => {
    // A word of our own that a server calls a key would be blanked wherever we say it.
    if (row.apiKey && LIKE_A_KEY.test(row.apiKey)) log.mask(row.apiKey);
    return row;
  };
  const buildPage: AdminApi['buildPage'] = (id) => `${http.url}/admin/builds/${id}`;
  return { ...readRoutes(http, must, masked), ...writeRoutes(http, must, masked), buildPage };
}

/** The value, or an error that shows what came instead. */
type RequireValue = <T>(value: T | undefined, what: string, reply: JsonResponse) => T;

const dataOf = ({ body }: JsonResponse): unknown => fieldsOf(body).data;

type ReadName = 'findProjects' | 'findFunctions' | 'getFunction' | 'listVersions' | 'listBuilds' | 'downloadVersion';

type MaskKey = (row: FunctionRow) => FunctionRow;

function readRoutes(http: AdminClient, must: RequireValue, masked: MaskKey): Pick<AdminApi, ReadName> {
  return {
    async findProjects(slug) {
      const what = 'list the projects';
      const reply = await http.get(what, '/api/projects', { slug });
      return must(parseProjects(reply.body), what, reply);
    },
    async findFunctions(name, projectId) {
      const what = 'look up the function';
      const reply = await http.get(what, ROOT, { ...(name ? { name } : {}), ...(projectId ? { projectId } : {}) });
      return must(parseFunctions(dataOf(reply)), what, reply).map(masked);
    },
    async getFunction(id) {
      const what = 'show the function';
      const reply = await http.get(what, `${ROOT}/${id}`);
      return masked(must(parseFunction(dataOf(reply)), what, reply));
    },
    async listVersions(id) {
      const what = 'list the versions';
      const reply = await http.get(what, `${ROOT}/${id}/versions`);
      return must(parseVersions(dataOf(reply)), what, reply);
    },
    async listBuilds(id, versionId) {
      const what = 'list the builds';
      const reply = await http.get(
        what,
        `${ROOT}/${id}/builds`,
        versionId ? { versionId, limit: '5' } : { limit: '20' },
      );
      return must(parseBuilds(fieldsOf(dataOf(reply)).builds, timeOf(reply.body)), what, reply);
    },
    downloadVersion: (id, versionId) => http.download('send the code', `${ROOT}/${id}/versions/${versionId}/download`),
  };
}

function writeRoutes(http: AdminClient, must: RequireValue, masked: MaskKey): Omit<AdminApi, ReadName | 'buildPage'> {
  return {
    async createFunction({ name, projectId, description, requiresKey }) {
      const what = 'create the function';
      const facts = { name, project_id: projectId, description, requires_api_key: requiresKey };
      const reply = await http.post(what, ROOT, facts);
      return masked(must(parseFunction(dataOf(reply)), what, reply));
    },
    async deleteFunction(id) {
      await http.delete('delete the function', `${ROOT}/${id}`, {});
    },
    async uploadVersion(id, file) {
      const what = 'take the upload';
      const reply = await http.upload(what, `${ROOT}/${id}/versions?afterBuildAction=none`, file);
      return must(parseUpload(dataOf(reply)), what, reply);
    },
    async startBuild(id, versionId, then) {
      const what = 'build the version';
      const reply = await http.post(
        what,
        `${ROOT}/${id}/builds`,
        { versionId, afterBuildAction: then },
        { safe: true },
      );
      return must(parseBuild(dataOf(reply)), what, reply);
    },
    async switchVersion(id, versionId) {
      const what = 'switch the version';
      const reply = await http.post(what, `${ROOT}/${id}/switch-version`, { versionId });
      const { success, buildRequired, build } = fieldsOf(reply.body);
      if (reply.status === 202 || buildRequired === true) {
        return { done: false, build: must(parseBuild(build), what, reply) };
      }
      return must(success === true ? { done: true } : undefined, what, reply);
    },
    async deleteVersion(id, number) {
      await http.delete('delete the version', `${ROOT}/${id}/versions`, { version: number });
    },
  };
}

function parseUpload(value: unknown): UploadResult | undefined {
  const { id, version, build_id: build } = fieldsOf(value);
  if (typeof id !== 'string' || !Number.isSafeInteger(version)) return undefined;
  return { id, number: String(version), buildId: typeof build === 'string' ? build : undefined };
}

/** An answer that is none of Invoke's: another server, or a page of a proxy. */
function unexpectedResponse(what: string, { status, body }: JsonResponse, key: string): never {
  const said = readableText(JSON.stringify(body ?? null), { secret: key });
  throw new DeployError('vendor', `The answer to the request to ${what} is not Invoke's (HTTP ${status}): ${said}`, {
    next: 'Is `invoke.url` the URL of the admin API?',
    status,
  });
}
