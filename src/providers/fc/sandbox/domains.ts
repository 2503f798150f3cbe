import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { paginate } from './pagination.js';
import { alreadyExists, invalidArgument, noContent, notFound, ok } from './refusals.js';
import { readJsonBody, requiredText } from './request-body.js';
import { timestamp } from './stored-functions.js';
import type { FcCall, Json, StoredDomain } from './types.js';

const domainShape = ({ domainName, config, createdTime, lastModifiedTime }: StoredDomain): Json => ({
  domainName,
  protocol: 'HTTP',
  accountId: '0',
  ...config,
  createdTime,
  lastModifiedTime,
});

export function createDomain(call: FcCall): SandboxAnswer {
  const { world } = call;
  const body = readJsonBody(call);
  const domainName = requiredText(body, 'domainName');
  if (!/^([a-z0-9-]+\.)+[a-z]+$/.test(domainName)) throw invalidArgument(`domainName '${domainName}' is invalid`);
  if (world.domains.has(domainName))
    throw alreadyExists('DomainNameAlreadyExists', `domain name '${domainName}' already exists`);
  const at = timestamp(world);
  const domain: StoredDomain = { domainName, config: domainConfig(body), createdTime: at, lastModifiedTime: at };
  world.domains.set(domainName, domain);
  return ok(domainShape(domain));
}

export const getDomain = (call: FcCall): SandboxAnswer => ok(domainShape(requireDomain(call)));

export function listDomains(call: FcCall): SandboxAnswer {
  const sorted = [...call.world.domains.values()].sort((a, b) => (a.domainName < b.domainName ? -1 : 1));
  const { rows, next } = paginate(call, sorted, ({ domainName }) => domainName);
  return ok({ customDomains: rows.map(domainShape), nextToken: next ?? null });
}

/** Routes are replaced as a whole. */
export function updateDomain(call: FcCall): SandboxAnswer {
  const domain = requireDomain(call);
  Object.assign(domain.config, domainConfig(readJsonBody(call)));
  domain.lastModifiedTime = timestamp(call.world);
  return ok(domainShape(domain));
}

export function deleteDomain(call: FcCall): SandboxAnswer {
  call.world.domains.delete(requireDomain(call).domainName);
  return noContent();
}

function domainConfig({ domainName: _, ...config }: Json): Json {
  const { routes } = (config.routeConfig ?? {}) as { routes?: unknown };
  if (routes !== undefined && !Array.isArray(routes)) throw invalidArgument('routes should be a list');
  return config;
}

function requireDomain({ world, params }: FcCall): StoredDomain {
  const found = world.domains.get(params.domain ?? '');
  if (found) return found;
  throw notFound('DomainNameNotFound', `domain name '${params.domain}' does not exist`);
}
