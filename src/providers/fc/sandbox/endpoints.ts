import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases.js';
import { deleteAsyncSettings, getAsyncSettings, putAsyncSettings } from './async-settings.js';
import { createDomain, deleteDomain, getDomain, listDomains, updateDomain } from './domains.js';
import { createFunction, deleteFunction, getCode, getFunction, listFunctions, updateFunction } from './functions.js';
import { invokeFunction } from './run-handler.js';
import { createService, deleteService, getService, listServices, updateService } from './services.js';
import { createTrigger, deleteTrigger, getTrigger, listTriggers, updateTrigger } from './triggers.js';
import type { ApiGeneration, EndpointHandler } from './types.js';
import { deleteVersion, listVersions, publishVersion } from './versions.js';

export interface Endpoint {
  method: string;
  /** segments; one that begins with ":" is a parameter */
  path: string[];
  action: string;
  handler: EndpointHandler;
}

type EndpointRow = [method: string, path: string, action: string, handler: EndpointHandler];

/** Below the function, in both. */
const FUNCTION_ENDPOINTS: EndpointRow[] = [
  ['GET', '', 'GetFunction', getFunction],
  ['PUT', '', 'UpdateFunction', updateFunction],
  ['DELETE', '', 'DeleteFunction', deleteFunction],
  ['GET', '/code', 'GetFunctionCode', getCode],
  ['POST', '/invocations', 'InvokeFunction', invokeFunction],
  ['GET', '/async-invoke-config', 'GetAsyncInvokeConfig', getAsyncSettings],
  ['PUT', '/async-invoke-config', 'PutAsyncInvokeConfig', putAsyncSettings],
  ['DELETE', '/async-invoke-config', 'DeleteAsyncInvokeConfig', deleteAsyncSettings],
  ['POST', '/triggers', 'CreateTrigger', createTrigger],
  ['GET', '/triggers', 'ListTriggers', listTriggers],
  ['GET', '/triggers/:trigger', 'GetTrigger', getTrigger],
  ['PUT', '/triggers/:trigger', 'UpdateTrigger', updateTrigger],
  ['DELETE', '/triggers/:trigger', 'DeleteTrigger', deleteTrigger],
];

/** Below what versions and aliases belong to. */
const versionAndAliasEndpoints = (word: string): EndpointRow[] => [
  ['POST', '/versions', `Publish${word}Version`, publishVersion],
  ['GET', '/versions', `List${word}Versions`, listVersions],
  ['DELETE', '/versions/:version', `Delete${word}Version`, deleteVersion],
  ['POST', '/aliases', 'CreateAlias', createAlias],
  ['GET', '/aliases', 'ListAliases', listAliases],
  ['GET', '/aliases/:alias', 'GetAlias', getAlias],
  ['PUT', '/aliases/:alias', 'UpdateAlias', updateAlias],
  ['DELETE', '/aliases/:alias', 'DeleteAlias', deleteAlias],
];

const DOMAIN_ENDPOINTS: EndpointRow[] = [
  ['POST', '', 'CreateCustomDomain', createDomain],
  ['GET', '', 'ListCustomDomains', listDomains],
  ['GET', '/:domain', 'GetCustomDomain', getDomain],
  ['PUT', '/:domain', 'UpdateCustomDomain', updateDomain],
  ['DELETE', '/:domain', 'DeleteCustomDomain', deleteDomain],
];

const FUNCTION_LIST_ENDPOINTS: EndpointRow[] = [
  ['GET', '', 'ListFunctions', listFunctions],
  ['POST', '', 'CreateFunction', createFunction],
];

const SERVICE_ENDPOINTS: EndpointRow[] = [
  ['GET', '', 'ListServices', listServices],
  ['POST', '', 'CreateService', createService],
  ['GET', '/:service', 'GetService', getService],
  ['PUT', '/:service', 'UpdateService', updateService],
  ['DELETE', '/:service', 'DeleteService', deleteService],
];

export function endpointsOf({ api, unit: kind }: ApiGeneration): Endpoint[] {
  const below = (base: string, lines: EndpointRow[]): Endpoint[] =>
    lines.map(([method, path, action, handler]) => {
      return { method, path: `/${api}${base}${path}`.split('/').slice(1), action, handler };
    });
  const domains = below('/custom-domains', DOMAIN_ENDPOINTS);
  if (kind === 'function') {
    const own = '/functions/:function';
    return [
      ...domains,
      ...below('/functions', FUNCTION_LIST_ENDPOINTS),
      ...below(own, FUNCTION_ENDPOINTS),
      ...below(own, versionAndAliasEndpoints('Function')),
    ];
  }
  const service = '/services/:service';
  return [
    ...domains,
    ...below('/services', SERVICE_ENDPOINTS),
    ...below(service, versionAndAliasEndpoints('Service')),
    ...below(`${service}/functions`, FUNCTION_LIST_ENDPOINTS),
    ...below(`${service}/functions/:function`, FUNCTION_ENDPOINTS),
  ];
}

/** The parameters, when the path is that of the route. */
export function matchPath({ path }: Endpoint, words: string[]): Record<string, string> | undefined {
  if (path.length !== words.length) return undefined;
  const found: Record<string, string> = {};
  for (const [at, word] of path.entries()) {
    const given = words[at] ?? '';
    if (word.startsWith(':')) found[word.slice(1)] = decodeURIComponent(given);
    else if (word !== given) return undefined;
  }
  return found;
}
