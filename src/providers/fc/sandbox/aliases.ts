import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { page } from './pagination.js';
import { exists, FcRefusal, gone, invalid, ok } from './refusal.js';
import { bodyOf, checkName, descriptionOf, requiredText, textOf } from './request-body.js';
import { aliasOf, etag, match, now, tagged, unitOf, versionOf } from './stored-functions.js';
import type { FcCall, FcState, FcUnit, Json, StoredAlias } from './types.js';

function shown({ generation, settings }: FcState, alias: StoredAlias): Json {
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

const tagOf = (unit: FcUnit, { aliasName, revision }: StoredAlias): string =>
  etag('alias', `${unit.name}/${aliasName}`, revision);

const answer = (call: FcCall, unit: FcUnit, alias: StoredAlias): SandboxAnswer =>
  ok(shown(call.world, alias), tagged(call, tagOf(unit, alias)));

export function getAlias(call: FcCall): SandboxAnswer {
  const unit = unitOf(call);
  return answer(call, unit, aliasOf(unit, call.params.alias ?? ''));
}

export function listAliases(call: FcCall): SandboxAnswer {
  const sorted = [...unitOf(call).aliases.values()].sort((a, b) => (a.aliasName < b.aliasName ? -1 : 1));
  const { rows, next } = page(call, sorted, ({ aliasName }) => aliasName);
  return ok({ aliases: rows.map((alias) => shown(call.world, alias)), nextToken: next ?? null });
}

export function createAlias(call: FcCall): SandboxAnswer {
  const { world } = call;
  const unit = unitOf(call);
  const body = bodyOf(call);
  const aliasName = checkName('aliasName', requiredText(body, 'aliasName'), 128);
  if (aliasName === 'LATEST') throw invalid('aliasName can not be LATEST');
  if (unit.aliases.has(aliasName))
    throw exists('AliasAlreadyExists', `alias '${aliasName}' already exists in '${unit.name}'`);
  const versionId = versionIn(unit, requiredText(body, 'versionId'));
  const at = now(world);
  const alias: StoredAlias = {
    aliasName,
    versionId,
    description: descriptionOf(body) ?? '',
    weights: weightsIn(world, unit, body.additionalVersionWeight, versionId) ?? {},
    resolvePolicy: policyIn(world, body),
    createdTime: at,
    lastModifiedTime: at,
    revision: 1,
    owed: 0,
  };
  unit.aliases.set(aliasName, alias);
  return answer(call, unit, alias);
}

/** Partial: what is left out keeps its value, weights included. */
export function updateAlias(call: FcCall): SandboxAnswer {
  const { world } = call;
  const unit = unitOf(call);
  const alias = aliasOf(unit, call.params.alias ?? '');
  const body = bodyOf(call);
  match(call, tagOf(unit, alias));
  const asked = textOf(body, 'versionId');
  const versionId = asked === undefined ? alias.versionId : versionIn(unit, asked);
  // Kept weights are checked against the new version too: naming the canary without clearing them is refused.
  const weights = weightsIn(world, unit, body.additionalVersionWeight, versionId) ?? kept(alias, versionId);
  const next = {
    versionId,
    weights,
    description: descriptionOf(body) ?? alias.description,
    resolvePolicy: policyIn(world, body) ?? alias.resolvePolicy,
  };
  const before = { versionId: alias.versionId, weights: alias.weights, description: alias.description };
  if (JSON.stringify({ ...before, resolvePolicy: alias.resolvePolicy }) === JSON.stringify(inOrder(next))) {
    throw new FcRefusal(world.settings.noChangeStatus, 'InvalidArgument', 'Can not update alias without any change');
  }
  Object.assign(alias, next, { lastModifiedTime: now(world), revision: alias.revision + 1, owed: 0 });
  return answer(call, unit, alias);
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

function kept({ weights }: StoredAlias, versionId: string): Record<string, number> {
  if (versionId in weights) throw major(versionId);
  return weights;
}

const major = (versionId: string): FcRefusal =>
  new FcRefusal(
    400,
    'AdditionalVersionContainsMajorVersion',
    `additionalVersionWeight should not contain major version ${versionId}`,
  );

function versionIn(unit: FcUnit, id: string): string {
  return id === 'LATEST' ? id : String(versionOf(unit, id).id);
}

/** Undefined: not given. null clears nothing, and counts as not given. */
function weightsIn(
  world: FcState,
  unit: FcUnit,
  given: unknown,
  versionId: string,
): Record<string, number> | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'object' || Array.isArray(given)) throw invalid('additionalVersionWeight should be a map');
  const pairs = Object.entries(given);
  for (const [id, weight] of pairs) {
    if (typeof weight !== 'number' || !(weight >= 0 && weight <= 1)) {
      throw invalid(`the weight of version ${id} is ${weight}, but it should be between 0 and 1`);
    }
    if (id === versionId) throw major(versionId);
    versionOf(unit, id);
  }
  if (pairs.length > 1 && !world.settings.manyCanaries) {
    throw invalid('additionalVersionWeight should contain at most one version');
  }
  return Object.fromEntries(pairs) as Record<string, number>;
}

/** Content rules exist in 2.0 only. */
function policyIn({ generation }: FcState, body: Json): string | undefined {
  const policy = textOf(body, 'resolvePolicy');
  if (policy === undefined || policy === 'Random' || (policy === 'Content' && generation.unit === 'service'))
    return policy;
  throw invalid(`resolvePolicy '${policy}' is not supported`);
}

/** Triggers that use it dangle afterwards. */
export function deleteAlias(call: FcCall): SandboxAnswer {
  const unit = unitOf(call);
  const alias = aliasOf(unit, call.params.alias ?? '');
  match(call, tagOf(unit, alias));
  unit.aliases.delete(alias.aliasName);
  return gone();
}
