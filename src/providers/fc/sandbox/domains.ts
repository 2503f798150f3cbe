import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { page } from './pagination.js';
import { exists, gone, invalid, notFound, ok } from './refusal.js';
import { bodyOf, requiredText } from './request-body.js';
import { now } from './stored-functions.js';
import type { FcCall, Json, StoredDomain } from './types.js';

const shown = ({ domainName, config, createdTime, lastModifiedTime }: StoredDomain): Json => ({
  domainName,
  protocol: 'HTTP',
  accountId: '0',
  ...config,
  createdTime,
  lastModifiedTime,
});

export function createDomain(call: FcCall): SandboxAnswer {
  const { world } = call;
  const body = bodyOf(call);
  const domainName = requiredText(body, 'domainName');
  if (!/^([a-z0-9-]+\.)+[a-z]+$/.test(domainName)) throw invalid(`domainName '${domainName}' is invalid`);
  if (world.domains.has(domainName))
    throw exists('DomainNameAlreadyExists', `domain name '${domainName}' already exists`);
  const at = now(world);
  const domain: StoredDomain = { domainName, config: configOf(body), createdTime: at, lastModifiedTime: at };
  world.domains.set(domainName, domain);
  return ok(shown(domain));
}

export const getDomain = (call: FcCall): SandboxAnswer => ok(shown(domainOf(call)));

export function listDomains(call: FcCall): SandboxAnswer {
  const sorted = [...call.world.domains.values()].sort((a, b) => (a.domainName < b.domainName ? -1 : 1));
  const { rows, next } = page(call, sorted, ({ domainName }) => domainName);
  return ok({ customDomains: rows.map(shown), nextToken: next ?? null });
}

/** Routes are replaced as a whole. */
export function updateDomain(call: FcCall): SandboxAnswer {
  const domain = domainOf(call);
  Object.assign(domain.config, configOf(bodyOf(call)));
  domain.lastModifiedTime = now(call.world);
  return ok(shown(domain));
}

export function deleteDomain(call: FcCall): SandboxAnswer {
  call.world.domains.delete(domainOf(call).domainName);
  return gone();
}

function configOf({ domainName: _, ...config }: Json): Json {
  const { routes } = (config.routeConfig ?? {}) as { routes?: unknown };
  if (routes !== undefined && !Array.isArray(routes)) throw invalid('routes should be a list');
  return config;
}

function domainOf({ world, params }: FcCall): StoredDomain {
  const found = world.domains.get(params.domain ?? '');
  if (found) return found;
  throw notFound('DomainNameNotFound', `domain name '${params.domain}' does not exist`);
}
