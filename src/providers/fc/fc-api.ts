import { jsonBody } from '../../core/http/json-body.js';
import type { HttpClient, ReplayableBody } from '../../core/http/types.js';
import { encodeRfc3986 } from '../../core/http/url.js';
import { pageGuard } from '../../core/page-guard.js';
import type { FcAlias, FcAsyncSettings, FcDomain, FcFunction, FcPage, FcTrigger, FcVersion } from './api-types.js';
import { type Fits, hasList, isAlias, isCode, isFunction, isVersion } from './expected-answers.js';
import { isFunctionAnswer, isNotFound } from './vendor-errors.js';

/** Where 2.0 and 3.0 differ on the wire. */
export interface ApiDialect {
  /** the API's date */
  api: '2023-03-30' | '2021-04-06';
  /** what versions and aliases belong to: the path of the function (3.0) or of the service (2.0) */
  owner: string;
  /** the path of the function */
  function: string;
  actions: { publish: string; versions: string; remove: string };
}

/** Rows of a page; the most that both take. */
const PAGE_SIZE = '100';

type ReadResponse<T> = { body: T; headers: Record<string, string> };
type Query = Record<string, string | undefined>;

/** One function per operation of the vendor's that we use: the paths, and nothing else. */
export function createFcApi(client: HttpClient, dialect: ApiDialect) {
  const tools = readHelpers(client);
  return {
    sent: client.sent,
    ...codeApi(tools, dialect),
    ...aliasApi(tools, dialect),
    ...triggerApi(tools, dialect),
    ...bindingApi(tools, dialect),
  };
}

export type FcApi = ReturnType<typeof createFcApi>;

function readHelpers(client: HttpClient) {
  const get = <T>(action: string, path: string, query: Query = {}, fits?: Fits): Promise<ReadResponse<T>> =>
    client.json<T>({ what: action, method: 'GET', path, query, fits });
  const rows = <T>(action: string, path: string, list: string, query: Query = {}) =>
    allPages<T>(action, list, (nextToken) =>
      get<FcPage>(action, path, { ...query, limit: PAGE_SIZE, nextToken }, hasList(list)),
    );
  return { client, get, rows };
}

type ReadHelpers = ReturnType<typeof readHelpers>;

function codeApi({ client, get, rows }: ReadHelpers, { owner, function: fn, actions }: ApiDialect) {
  const versions = `${owner}/versions`;
  const ours = isFunction(fn);
  const absent = fn === owner ? ['VersionNotFound'] : ['VersionNotFound', 'FunctionNotFound'];
  return {
    getFunction: (qualifier?: string) => get<FcFunction>('GetFunction', fn, { qualifier }, ours),
    /** undefined: there is no such version, or (2.0) it was frozen before the service had this function */
    getVersion: (qualifier: string) =>
      undefinedIfMissing(absent, get<FcFunction>('GetFunction', fn, { qualifier }, ours)).then((read) => read?.body),
    /** Safe to repeat: the same code once more is the same LATEST. */
    updateCode: (code: ReplayableBody | object, headers: Record<string, string>) => {
      const body = 'open' in code ? code : jsonBody(code);
      const what = 'UpdateFunction';
      return client.json<FcFunction>({ what, method: 'PUT', path: fn, safe: true, headers, body, fits: ours });
    },
    publish: (description: string) => {
      const body = jsonBody({ description });
      return client.json<FcVersion>({ what: actions.publish, method: 'POST', path: versions, body, fits: isVersion });
    },
    versions: () => rows<FcVersion>(actions.versions, versions, 'versions', { direction: 'BACKWARD' }),
    newest: async () => {
      const query = { direction: 'BACKWARD', limit: '1' };
      const { body } = await get<{ versions?: FcVersion[] }>(actions.versions, versions, query, hasList('versions'));
      return body.versions?.[0];
    },
    removeVersion: (id: string) =>
      client.send({ what: actions.remove, method: 'DELETE', path: `${versions}/${encodeRfc3986(id)}` }),
    code: (qualifier: string) =>
      get<{ url?: string; checksum?: string }>('GetFunctionCode', `${fn}/code`, { qualifier }, isCode),
    invoke: (qualifier: string, body: ReplayableBody, logType: 'None' | 'Tail') => {
      const path = `${fn}/invocations`;
      const headers = { 'x-fc-invocation-type': 'Sync', 'x-fc-log-type': logType };
      const how = { query: { qualifier }, headers, body, patience: 'work' as const, isAnswer: isFunctionAnswer };
      return client.send({ what: 'InvokeFunction', method: 'POST', path, ...how });
    },
  };
}

function aliasApi({ client, get, rows }: ReadHelpers, { owner }: ApiDialect) {
  const aliases = `${owner}/aliases`;
  const path = (name: string) => `${aliases}/${encodeRfc3986(name)}`;
  return {
    /** undefined: there is no such alias */
    getAlias: (name: string) =>
      undefinedIfMissing(['AliasNotFound'], get<FcAlias>('GetAlias', path(name), {}, isAlias(name))),
    aliases: () => rows<FcAlias>('ListAliases', aliases, 'aliases'),
    createAlias: (name: string, more: object) => {
      const body = jsonBody({ aliasName: name, ...more });
      return client.json<FcAlias>({ what: 'CreateAlias', method: 'POST', path: aliases, body, fits: isAlias(name) });
    },
    updateAlias: (name: string, json: object, headers?: Record<string, string>) => {
      const how = { body: jsonBody(json), headers, fits: isAlias(name) };
      return client.json<FcAlias>({ what: 'UpdateAlias', method: 'PUT', path: path(name), ...how });
    },
    deleteAlias: (name: string) => client.send({ what: 'DeleteAlias', method: 'DELETE', path: path(name) }),
  };
}

function triggerApi({ client, get, rows }: ReadHelpers, { owner, function: fn }: ApiDialect) {
  return {
    /** `path`: of another function of the same service */
    triggers: (path = fn) => rows<FcTrigger>('ListTriggers', `${path}/triggers`, 'triggers'),
    createTrigger: (body: object) =>
      client.json<FcTrigger>({ what: 'CreateTrigger', method: 'POST', path: `${fn}/triggers`, body: jsonBody(body) }),
    updateTrigger: (name: string, body: object) =>
      client.json<FcTrigger>({
        what: 'UpdateTrigger',
        method: 'PUT',
        path: `${fn}/triggers/${encodeRfc3986(name)}`,
        // The same change once more is the same trigger.
        safe: true,
        body: jsonBody(body),
      }),
    /** One that is gone is what was wanted. */
    deleteTrigger: (name: string) => {
      const path = `${fn}/triggers/${encodeRfc3986(name)}`;
      return undefinedIfMissing(
        ['TriggerNotFound'],
        client.send({ what: 'DeleteTrigger', method: 'DELETE', path, safe: true }),
      );
    },
    /** 2.0: the description of a service version */
    serviceNote: async (qualifier: string) => {
      const read = await undefinedIfMissing(
        ['VersionNotFound'],
        get<{ description?: string }>('GetService', owner, { qualifier }),
      );
      return read?.body.description || undefined;
    },
    /** 2.0: the functions of the service */
    functions: () => rows<FcFunction>('ListFunctions', `${owner}/functions`, 'functions'),
  };
}

/** Custom domains, and what is done with asynchronous calls. */
function bindingApi({ client, get, rows }: ReadHelpers, { api, function: fn }: ApiDialect) {
  const settings = `${fn}/async-invoke-config`;
  const domain = (name: string) => `/${api}/custom-domains/${encodeRfc3986(name)}`;
  return {
    /** of one alias, or of LATEST; undefined: the vendor's own defaults */
    asyncSettings: async (qualifier?: string) => {
      const read = get<FcAsyncSettings>('GetAsyncInvokeConfig', settings, { qualifier });
      return (await undefinedIfMissing(['AsyncConfigNotExists', 'AliasNotFound'], read))?.body;
    },
    putAsyncSettings: (qualifier: string, value: object) => {
      const body = jsonBody(value);
      const what = 'PutAsyncInvokeConfig';
      return client.json<FcAsyncSettings>({
        what,
        method: 'PUT',
        path: settings,
        query: { qualifier },
        body,
        safe: true,
      });
    },
    deleteAsyncSettings: (qualifier: string) => {
      const what = 'DeleteAsyncInvokeConfig';
      const sent = client.send({ what, method: 'DELETE', path: settings, query: { qualifier }, safe: true });
      return undefinedIfMissing(['AsyncConfigNotExists'], sent);
    },
    domains: () => rows<FcDomain>('ListCustomDomains', `/${api}/custom-domains`, 'customDomains'),
    getDomain: (name: string) => get<FcDomain>('GetCustomDomain', domain(name)),
    updateDomain: (name: string, value: object) => {
      const what = 'UpdateCustomDomain';
      return client.json<FcDomain>({ what, method: 'PUT', path: domain(name), body: jsonBody(value), safe: true });
    },
  };
}

async function undefinedIfMissing<T>(codes: string[], read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (codes.some((code) => isNotFound(error, code))) return undefined;
    throw error;
  }
}

/** All pages. The token is text or a number, and empty at the end; one that comes twice would never end. */
async function* allPages<T>(
  action: string,
  list: string,
  fetch: (token?: string) => Promise<ReadResponse<FcPage>>,
): AsyncGenerator<T> {
  const look = pageGuard(`Function Compute gives the same page of ${action}`);
  let token: string | undefined;
  do {
    const { body } = await fetch(token);
    const items = (body as Record<string, unknown>)[list];
    if (Array.isArray(items)) yield* items as T[];
    token = body.nextToken === null || body.nextToken === undefined ? '' : String(body.nextToken);
    if (token !== '') look(token);
  } while (token !== '');
}
