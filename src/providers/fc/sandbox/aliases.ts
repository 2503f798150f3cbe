import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { paginate } from './pagination.js';
import { alreadyExists, FcRefusal, invalidArgument, noContent, ok } from './refusals.js';
import { optionalDescription, optionalText, readJsonBody, requiredText, requireValidName } from './request-body.js';
import {
  checkIfMatch,
  etag,
  etagHeader,
  requireAlias,
  requireUnit,
  requireVersion,
  timestamp,
} from './stored-functions.js';
import type { FcCall, FcState, FcUnit, Json, StoredAlias } from './types.js';

function aliasShape({ generation, settings }: FcState, alias: StoredAlias): Json {
  const { aliasName, versionId, description, weights, createdTime, lastModifiedTime, resolvePolicy } = alias;
  const none = Object.keys(weights).length === 0 && settings.nullWeights;
  return {
    aliasName,
    versionId: settings.numericVersions && versionId !== 'LATEST' ? Number(versionId) : versionId,
    description,
    additionalVersionWeight: none ? null : weights,
    createdTime,
    lastModifiedTime,
    ...(generation.unit === 'service' && { resolvePolicy: resolvePolicy ?? 'Random', routePolicy: {} }),
  };
}

const aliasEtag = (unit: FcUnit, { aliasName, revision }: StoredAlias): string =>
  etag('alias', `${unit.name}/${aliasName}`, revision);

const aliasAnswer = (call: FcCall, unit: FcUnit, alias: StoredAlias): SandboxAnswer =>
  ok(aliasShape(call.world, alias), etagHeader(call, aliasEtag(unit, alias)));

export function getAlias(call: FcCall): SandboxAnswer {
  const unit = requireUnit(call);
  return aliasAnswer(call, unit, requireAlias(unit, call.params.alias ?? ''));
}

export function listAliases(call: FcCall): SandboxAnswer {
  const sorted = [...requireUnit(call).aliases.values()].sort((a, b) => (a.aliasName < b.aliasName ? -1 : 1));
  const { rows, next } = paginate(call, sorted, ({ aliasName }) => aliasName);
  return ok({ aliases: rows.map((alias) => aliasShape(call.world, alias)), nextToken: next ?? null });
}

export function createAlias(call: FcCall): SandboxAnswer {
  const { world } = call;
  const unit = requireUnit(call);
  const body = readJsonBody(call);
  const aliasName = requireValidName('aliasName', requiredText(body, 'aliasName'), 128);
  if (aliasName === 'LATEST') throw invalidArgument('aliasName can not be LATEST');
  if (unit.aliases.has(aliasName))
    throw alreadyExists('AliasAlreadyExists', `alias '${aliasName}' already exists in '${unit.name}'`);
  const versionId = requireVersionId(unit, requiredText(body, 'versionId'));
  const at = timestamp(world);
  const alias: StoredAlias = {
    aliasName,
    versionId,
    description: optionalDescription(body) ?? '',
    weights: readWeights(world, unit, body.additionalVersionWeight, versionId) ?? {},
    resolvePolicy: readResolvePolicy(world, body),
    createdTime: at,
    lastModifiedTime: at,
    revision: 1,
    owed: 0,
  };
  unit.aliases.set(aliasName, alias);
  return aliasAnswer(call, unit, alias);
}

/** Partial: what is left out keeps its value, weights included. */
export function updateAlias(call: FcCall): SandboxAnswer {
  const { world } = call;
  const unit = requireUnit(call);
  const alias = requireAlias(unit, call.params.alias ?? '');
  const body = readJsonBody(call);
  checkIfMatch(call, aliasEtag(unit, alias));
  const asked = optionalText(body, 'versionId');
  const versionId = asked === undefined ? alias.versionId : requireVersionId(unit, asked);
  // Kept weights are checked against the new version too: naming the canary without clearing them is refused.
  const weights = readWeights(world, unit, body.additionalVersionWeight, versionId) ?? keptWeights(alias, versionId);
  const next = {
    versionId,
    weights,
    description: optionalDescription(body) ?? alias.description,
    resolvePolicy: readResolvePolicy(world, body) ?? alias.resolvePolicy,
  };
  const before = { versionId: alias.versionId, weights: alias.weights, description: alias.description };
  if (JSON.stringify({ ...before, resolvePolicy: alias.resolvePolicy }) === JSON.stringify(inOrder(next))) {
    throw new FcRefusal(world.settings.noChangeStatus, 'InvalidArgument', 'Can not update alias without any change');
  }
  Object.assign(alias, next, { lastModifiedTime: timestamp(world), revision: alias.revision + 1, owed: 0 });
  return aliasAnswer(call, unit, alias);
}

const inOrder = ({
  versionId,
  weights,
  description,
  resolvePolicy,
}: Pick<StoredAlias, 'versionId' | 'weights' | 'description' | 'resolvePolicy'>) => ({
  versionId,
  weights,
  description,
  resolvePolicy,
});

function keptWeights({ weights }: StoredAlias, versionId: string): Record<string, number> {
  if (versionId in weights) throw containsMajorVersion(versionId);
  return weights;
}

const containsMajorVersion = (versionId: string): FcRefusal =>
  new FcRefusal(
    400,
    'AdditionalVersionContainsMajorVersion',
    `additionalVersionWeight should not contain major version ${versionId}`,
  );

function requireVersionId(unit: FcUnit, id: string): string {
  return id === 'LATEST' ? id : String(requireVersion(unit, id).id);
}

/** Undefined: not given. null clears nothing, and counts as not given. */
function readWeights(
  world: FcState,
  unit: FcUnit,
  given: unknown,
  versionId: string,
): Record<string, number> | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'object' || Array.isArray(given))
    throw invalidArgument('additionalVersionWeight should be a map');
  const pairs = Object.entries(given);
  for (const [id, weight] of pairs) {
    if (typeof weight !== 'number' || !(weight >= 0 && weight <= 1)) {
      throw invalidArgument(`the weight of version ${id} is ${weight}, but it should be between 0 and 1`);
    }
    if (id === versionId) throw containsMajorVersion(versionId);
    requireVersion(unit, id);
  }
  if (pairs.length > 1 && !world.settings.manyCanaries) {
    throw invalidArgument('additionalVersionWeight should contain at most one version');
  }
  return Object.fromEntries(pairs) as Record<string, number>;
}

/** Content rules exist in 2.0 only. */
function readResolvePolicy({ generation }: FcState, body: Json): string | undefined {
  const policy = optionalText(body, 'resolvePolicy');
  if (policy === undefined || policy === 'Random' || (policy === 'Content' && generation.unit === 'service'))
    return policy;
  throw invalidArgument(`resolvePolicy '${policy}' is not supported`);
}

/** Triggers that use it dangle afterwards. */
export function deleteAlias(call: FcCall): SandboxAnswer {
  const unit = requireUnit(call);
  const alias = requireAlias(unit, call.params.alias ?? '');
  checkIfMatch(call, aliasEtag(unit, alias));
  unit.aliases.delete(alias.aliasName);
  return noContent();
}
