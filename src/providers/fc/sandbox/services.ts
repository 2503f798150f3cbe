import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { page } from './pagination.js';
import { exists, FcRefusal, gone, ok } from './refusal.js';
import { bodyOf, checkName, descriptionOf, requiredText } from './request-body.js';
import { etag, match, newUnit, now, resolve, tagged, unitOf } from './stored-functions.js';
import type { FcCall, FcUnit, Json } from './types.js';

/** 2.0 only. */
const shown = ({ name, description, createdTime }: FcUnit): Json => ({
  serviceName: name,
  serviceId: `service-${name}`,
  description,
  createdTime,
  lastModifiedTime: createdTime,
  role: '',
  internetAccess: true,
});

const tagOf = ({ name, revision }: FcUnit): string => etag('unit', name, revision);

/** With a version as the qualifier, its description stands in the place of the service's. */
export function getService(call: FcCall): SandboxAnswer {
  const unit = unitOf(call);
  const version = resolve(call.world, unit, call.request.url.searchParams.get('qualifier'));
  if (!version) return ok(shown(unit), tagged(call, tagOf(unit)));
  return ok({ ...shown(unit), description: version.description, versionId: String(version.id) });
}

export function listServices(call: FcCall): SandboxAnswer {
  const sorted = [...call.world.units.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const { rows, next } = page(call, sorted, ({ name }) => name);
  return ok({ services: rows.map(shown), nextToken: next ?? null });
}

export function createService(call: FcCall): SandboxAnswer {
  const { world } = call;
  const body = bodyOf(call);
  const name = checkName('serviceName', requiredText(body, 'serviceName'), 128);
  if (world.units.has(name)) throw exists('ServiceAlreadyExists', `service '${name}' already exists`);
  const unit = newUnit(world, name, descriptionOf(body));
  world.units.set(name, unit);
  return ok(shown(unit), tagged(call, tagOf(unit)));
}

export function updateService(call: FcCall): SandboxAnswer {
  const unit = unitOf(call);
  const body = bodyOf(call);
  match(call, tagOf(unit));
  unit.description = descriptionOf(body) ?? unit.description;
  unit.revision++;
  return ok({ ...shown(unit), lastModifiedTime: now(call.world) }, tagged(call, tagOf(unit)));
}

export function deleteService(call: FcCall): SandboxAnswer {
  const unit = unitOf(call);
  match(call, tagOf(unit));
  if (unit.functions.size + unit.versions.length + unit.aliases.size > 0) {
    throw new FcRefusal(400, 'ServiceNotEmpty', `service '${unit.name}' still has functions, versions or aliases`);
  }
  call.world.units.delete(unit.name);
  return gone();
}
