import type { Readable } from 'node:stream';
import { DeployError } from '../../core/errors.js';
import type { ProviderContext } from '../../core/provider.js';
import { plainText } from './failure.js';
import type { Http, Reply, Upload } from './http.js';
import {
  type BuildRow,
  buildRow,
  buildRows,
  type FunctionRow,
  fieldsOf,
  functionRow,
  functionRows,
  projectRows,
  type VersionRow,
  versionRows,
} from './rows.js';

/** 202: nothing was switched; `build` will. */
export type Switched = { done: true } | { done: false; build: BuildRow };

export interface NewFunction {
  name: string;
  projectId: string | undefined;
  description: string;
  /** callers need a key */
  locked: boolean;
}

export interface Uploaded {
  id: string;
  number: string;
  buildId?: string;
}

/** The routes of the admin API that we use, one function each. Every answer is checked before it is believed. */
export interface Api {
  projects(slug: string): Promise<{ id: string }[]>;
  functionsNamed(name: string, projectId?: string): Promise<FunctionRow[]>;
  function(id: string): Promise<FunctionRow>;
  /** newest first */
  versions(id: string): Promise<VersionRow[]>;
  /** of one version, newest first */
  builds(id: string, versionId: string): Promise<BuildRow[]>;
  upload(id: string, file: Upload): Promise<Uploaded>;
  /** Queues a build that moves nothing. */
  build(id: string, versionId: string): Promise<BuildRow>;
  switch(id: string, versionId: string): Promise<Switched>;
  remove(id: string, number: string): Promise<void>;
  download(id: string, versionId: string): Promise<Readable>;
  /** One without code. */
  create(facts: NewFunction): Promise<FunctionRow>;
  /** Deletes a function with all its versions. */
  destroy(id: string): Promise<void>;
}

const ROOT = '/api/functions';

export function createApi(http: Http, key: string, log: ProviderContext['log']): Api {
  const must: Must = (value, what, reply) => value ?? strange(what, reply, key);
  /** Before anybody can see it. */
  const masked: Masked = (row) => {
    if (row.apiKey) log.mask(row.apiKey);
    return row;
  };
  return { ...reads(http, must, masked), ...writes(http, must, masked) };
}

/** The value, or an error that shows what came instead. */
type Must = <T>(value: T | undefined, what: string, reply: Reply) => T;

const dataOf = ({ body }: Reply): unknown => fieldsOf(body).data;

type Reads = 'projects' | 'functionsNamed' | 'function' | 'versions' | 'builds' | 'download';

type Masked = (row: FunctionRow) => FunctionRow;

function reads(http: Http, must: Must, masked: Masked): Pick<Api, Reads> {
  return {
    async projects(slug) {
      const what = 'list the projects';
      const reply = await http.get(what, '/api/projects', { slug });
      return must(projectRows(reply.body), what, reply);
    },
    async functionsNamed(name, projectId) {
      const what = 'look up the function';
      const reply = await http.get(what, ROOT, { name, ...(projectId ? { projectId } : {}) });
      return must(functionRows(dataOf(reply)), what, reply).map(masked);
    },
    async function(id) {
      const what = 'show the function';
      const reply = await http.get(what, `${ROOT}/${id}`);
      return masked(must(functionRow(dataOf(reply)), what, reply));
    },
    async versions(id) {
      const what = 'list the versions';
      const reply = await http.get(what, `${ROOT}/${id}/versions`);
      return must(versionRows(dataOf(reply)), what, reply);
    },
    async builds(id, versionId) {
      const what = 'list the builds';
      const reply = await http.get(what, `${ROOT}/${id}/builds`, { versionId, limit: '5' });
      return must(buildRows(fieldsOf(dataOf(reply)).builds), what, reply);
    },
    download: (id, versionId) => http.download('send the code', `${ROOT}/${id}/versions/${versionId}/download`),
  };
}

function writes(http: Http, must: Must, masked: Masked): Omit<Api, Reads> {
  return {
    async create({ name, projectId, description, locked }) {
      const what = 'create the function';
      const facts = { name, project_id: projectId, description, requires_api_key: locked };
      const reply = await http.post(what, ROOT, facts);
      return masked(must(functionRow(dataOf(reply)), what, reply));
    },
    async destroy(id) {
      await http.delete('delete the function', `${ROOT}/${id}`, {});
    },
    async upload(id, file) {
      const what = 'take the upload';
      const reply = await http.upload(what, `${ROOT}/${id}/versions?afterBuildAction=none`, file);
      return must(uploaded(dataOf(reply)), what, reply);
    },
    async build(id, versionId) {
      const what = 'build the version';
      const reply = await http.post(what, `${ROOT}/${id}/builds`, { versionId, afterBuildAction: 'none' });
      return must(buildRow(dataOf(reply)), what, reply);
    },
    async switch(id, versionId) {
      const what = 'switch the version';
      const reply = await http.post(what, `${ROOT}/${id}/switch-version`, { versionId });
      const { success, buildRequired, build } = fieldsOf(reply.body);
      if (reply.status === 202 || buildRequired === true) {
        return { done: false, build: must(buildRow(build), what, reply) };
      }
      return must(success === true ? { done: true } : undefined, what, reply);
    },
    async remove(id, number) {
      await http.delete('delete the version', `${ROOT}/${id}/versions`, { version: number });
    },
  };
}

function uploaded(value: unknown): Uploaded | undefined {
  const { id, version, build_id: build } = fieldsOf(value);
  if (typeof id !== 'string' || !Number.isSafeInteger(version)) return undefined;
  return { id, number: String(version), buildId: typeof build === 'string' ? build : undefined };
}

/** An answer that is none of Invoke's: another server, or a page of a proxy. */
function strange(what: string, { status, body }: Reply, key: string): never {
  const said = plainText(typeof body === 'string' ? body : JSON.stringify(body ?? null), key);
  throw new DeployError('vendor', `The answer to the request to ${what} is not Invoke's (HTTP ${status}): ${said}`, {
    next: 'Is `invoke-url` the URL of the admin API?',
    status,
  });
}
