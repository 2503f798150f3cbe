import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases.js';
import { createDomain, deleteDomain, getDomain, listDomains, updateDomain } from './domains.js';
import { createFunction, deleteFunction, getCode, getFunction, listFunctions, updateFunction } from './functions.js';
import { invoke } from './run-handler.js';
import { createService, deleteService, getService, listServices, updateService } from './services.js';
import { createTrigger, deleteTrigger, getTrigger, listTriggers, updateTrigger } from './triggers.js';
import type { ApiGeneration, Handler } from './types.js';
import { deleteVersion, listVersions, publish } from './versions.js';

export interface Endpoint {
  method: string;
  /** segments; one that begins with ":" is a parameter */
  path: string[];
  action: string;
  handler: Handler;
}

type EndpointRow = [method: string, path: string, action: string, handler: Handler];

/** Below the function, in both. */
const FUNCTION: EndpointRow[] = [
  ['GET', '', 'GetFunction', getFunction],
  ['PUT', '', 'UpdateFunction', updateFunction],
  ['DELETE', '', 'DeleteFunction', deleteFunction],
  ['GET', '/code', 'GetFunctionCode', getCode],
  ['POST', '/invocations', 'InvokeFunction', invoke],
  ['POST', '/triggers', 'CreateTrigger', createTrigger],
  ['GET', '/triggers', 'ListTriggers', listTriggers],
  ['GET', '/triggers/:trigger', 'GetTrigger', getTrigger],
  ['PUT', '/triggers/:trigger', 'UpdateTrigger', updateTrigger],
  ['DELETE', '/triggers/:trigger', 'DeleteTrigger', deleteTrigger],
];

/** Below what versions and aliases belong to. */
const unit = (word: string): EndpointRow[] => [
  ['POST', '/versions', `Publish${word}Version`, publish],
  ['GET', '/versions', `List${word}Versions`, listVersions],
  ['DELETE', '/versions/:version', `Delete${word}Version`, deleteVersion],
  ['POST', '/aliases', 'CreateAlias', createAlias],
  ['GET', '/aliases', 'ListAliases', listAliases],
  ['GET', '/aliases/:alias', 'GetAlias', getAlias],
  ['PUT', '/aliases/:alias', 'UpdateAlias', updateAlias],
  ['DELETE', '/aliases/:alias', 'DeleteAlias', deleteAlias],
];

const DOMAINS: EndpointRow[] = [
  ['POST', '', 'CreateCustomDomain', createDomain],
  ['GET', '', 'ListCustomDomains', listDomains],
  ['GET', '/:domain', 'GetCustomDomain', getDomain],
  ['PUT', '/:domain', 'UpdateCustomDomain', updateDomain],
  ['DELETE', '/:domain', 'DeleteCustomDomain', deleteDomain],
];

const FUNCTIONS: EndpointRow[] = [
  ['GET', '', 'ListFunctions', listFunctions],
  ['POST', '', 'CreateFunction', createFunction],
];

const SERVICES: EndpointRow[] = [
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
  const domains = below('/custom-domains', DOMAINS);
  if (kind === 'function') {
    const own = '/functions/:function';
    return [...domains, ...below('/functions', FUNCTIONS), ...below(own, FUNCTION), ...below(own, unit('Function'))];
  }
  const service = '/services/:service';
  return [
    ...domains,
    ...below('/services', SERVICES),
    ...below(service, unit('Service')),
    ...below(`${service}/functions`, FUNCTIONS),
    ...below(`${service}/functions/:function`, FUNCTION),
  ];
}

/** The parameters, when the path is that of the route. */
export function params({ path }: Endpoint, words: string[]): Record<string, string> | undefined {
  if (path.length !== words.length) return undefined;
  const found: Record<string, string> = {};
  for (const [at, word] of path.entries()) {
    const given = words[at] ?? '';
    if (word.startsWith(':')) found[word.slice(1)] = decodeURIComponent(given);
    else if (word !== given) return undefined;
  }
  return found;
}
