import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { paginate } from './pagination.js';
import { alreadyExists, FcRefusal, noContent, ok } from './refusals.js';
import { optionalDescription, readJsonBody, requiredText, requireValidName } from './request-body.js';
import {
  checkIfMatch,
  etag,
  etagHeader,
  newUnit,
  requireUnit,
  resolveQualifier,
  timestamp,
} from './stored-functions.js';
import type { FcCall, FcUnit, Json } from './types.js';

/** 2.0 only. */
const serviceShape = ({ name, description, createdTime }: FcUnit): Json => ({
  serviceName: name,
  serviceId: `service-${name}`,
  description,
  createdTime,
  lastModifiedTime: createdTime,
  role: '',
  internetAccess: true,
});

const serviceEtag = ({ name, revision }: FcUnit): string => etag('unit', name, revision);

/** With a version as the qualifier, its description stands in the place of the service's. */
export function getService(call: FcCall): SandboxAnswer {
  const unit = requireUnit(call);
  const version = resolveQualifier(call.world, unit, call.request.url.searchParams.get('qualifier'));
  if (!version) return ok(serviceShape(unit), etagHeader(call, serviceEtag(unit)));
  return ok({ ...serviceShape(unit), description: version.description, versionId: String(version.id) });
}

export function listServices(call: FcCall): SandboxAnswer {
  const sorted = [...call.world.units.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const { rows, next } = paginate(call, sorted, ({ name }) => name);
  return ok({ services: rows.map(serviceShape), nextToken: next ?? null });
}

export function createService(call: FcCall): SandboxAnswer {
  const { world } = call;
  const body = readJsonBody(call);
  const name = requireValidName('serviceName', requiredText(body, 'serviceName'), 128);
  if (world.units.has(name)) throw alreadyExists('ServiceAlreadyExists', `service '${name}' already exists`);
  const unit = newUnit(world, name, optionalDescription(body));
  world.units.set(name, unit);
  return ok(serviceShape(unit), etagHeader(call, serviceEtag(unit)));
}

export function updateService(call: FcCall): SandboxAnswer {
  const unit = requireUnit(call);
  const body = readJsonBody(call);
  checkIfMatch(call, serviceEtag(unit));
  unit.description = optionalDescription(body) ?? unit.description;
  unit.revision++;
  return ok({ ...serviceShape(unit), lastModifiedTime: timestamp(call.world) }, etagHeader(call, serviceEtag(unit)));
}

export function deleteService(call: FcCall): SandboxAnswer {
  const unit = requireUnit(call);
  checkIfMatch(call, serviceEtag(unit));
  if (unit.functions.size + unit.versions.length + unit.aliases.size > 0) {
    throw new FcRefusal(400, 'ServiceNotEmpty', `service '${unit.name}' still has functions, versions or aliases`);
  }
  call.world.units.delete(unit.name);
  return noContent();
}
