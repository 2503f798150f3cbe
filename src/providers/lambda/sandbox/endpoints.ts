import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import * as aliases from './aliases.js';
import * as asyncSettings from './async-settings.js';
import * as triggers from './callers.js';
import { listDurableExecutions } from './durable-executions.js';
import * as urls from './function-urls.js';
import * as functions from './functions.js';
import * as provisioned from './provisioned-concurrency.js';
import * as policies from './resource-policies.js';
import * as tags from './tags.js';
import type { LambdaCall } from './types.js';
import * as versions from './versions.js';

type Handle = (call: LambdaCall) => SandboxAnswer | Promise<SandboxAnswer>;

const F = '/2015-03-31/functions/:fn';
const U = '/2021-10-31/functions/:fn';
const P = '/2019-09-30/functions/:fn/provisioned-concurrency';
const A = '/2019-09-25/functions/:fn/event-invoke-config';
const T = '/2017-03-31/tags/:arn';
const E = '/2015-03-31/event-source-mappings';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const TABLE: [method: string, path: string, handle: Handle][] = [
  ['GET', '/2015-03-31/functions', functions.listFunctions],
  ['POST', '/2015-03-31/functions', functions.createFunction],
  ['GET', F, functions.getFunction],
  ['DELETE', F, functions.deleteFunction],
  ['GET', `${F}/configuration`, functions.getConfiguration],
  ['PUT', `${F}/configuration`, functions.updateConfiguration],
  ['PUT', `${F}/code`, functions.updateCode],
  ['POST', `${F}/versions`, versions.publishVersion],
  ['GET', `${F}/versions`, versions.listVersions],
  ['POST', `${F}/aliases`, aliases.createAlias],
  ['GET', `${F}/aliases`, aliases.listAliases],
  ['GET', `${F}/aliases/:alias`, aliases.getAlias],
  ['PUT', `${F}/aliases/:alias`, aliases.updateAlias],
  ['DELETE', `${F}/aliases/:alias`, aliases.deleteAlias],
  ['POST', `${F}/invocations`, triggers.invoke],
  ['POST', `${F}/policy`, policies.addPermission],
  ['GET', `${F}/policy`, policies.getPolicy],
  ['DELETE', `${F}/policy/:sid`, policies.removePermission],
  ['PUT', A, asyncSettings.putAsyncSettings],
  ['GET', A, asyncSettings.getAsyncSettings],
  ['DELETE', A, asyncSettings.deleteAsyncSettings],
  ['GET', T, tags.listTags],
  ['POST', T, tags.tag],
  ['DELETE', T, tags.untag],
  ['POST', `${U}/url`, urls.createUrl],
  ['GET', `${U}/url`, urls.getUrl],
  ['PUT', `${U}/url`, urls.updateUrl],
  ['DELETE', `${U}/url`, urls.deleteUrl],
  ['GET', `${U}/urls`, urls.listUrls],
  ['GET', '/2025-12-01/functions/:fn/durable-executions', listDurableExecutions],
  ['PUT', P, provisioned.putProvisioned],
  ['GET', P, provisioned.getProvisioned],
  ['DELETE', P, provisioned.deleteProvisioned],
  ['POST', E, triggers.createEventSource],
  ['GET', E, triggers.listEventSources],
  ['GET', `${E}/:uuid`, triggers.getEventSource],
  ['PUT', `${E}/:uuid`, triggers.updateEventSource],
];

const ROUTES = TABLE.map(([method, path, handle]) => ({
  method,
  pattern: new RegExp(`^${path.replace(/:[a-z]+/g, '([^/]+)')}/?$`),
  handle,
}));

/** Undefined: there is no such operation here. */
export function findEndpoint(method: string, pathname: string): { handle: Handle; params: string[] } | undefined {
  for (const one of ROUTES) {
    const found = one.method === method ? one.pattern.exec(pathname) : null;
    if (found) return { handle: one.handle, params: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}
