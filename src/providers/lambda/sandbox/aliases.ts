import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { newRevision } from './lifecycle.js';
import { page } from './pagination.js';
import { answer, conflict, invalid, notFound, stale, violatesConstraint } from './refusals.js';
import { aliasShape, resolve } from './responses.js';
import * as store from './stored-functions.js';
import type { LambdaCall, LambdaState, StoredAlias, StoredFunction } from './types.js';

type Weights = Record<string, number>;

export function createAlias(call: LambdaCall): SandboxAnswer {
  const { json } = call;
  // A missing function is named with the version (recorded: test_notfound_and_invalid_routingconfigs).
  const fn = store.functionOf(call, String(json.FunctionVersion ?? ''));
  const name = String(json.Name ?? '');
  if (!/^(?!\d+$)[A-Za-z0-9_-]{1,128}$/.test(name)) {
    const pattern = '(?!^[0-9]+$)([a-zA-Z0-9-_]+)';
    throw violatesConstraint(name, 'name', `Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (fn.aliases.has(name)) throw conflict(`Alias already exists: ${store.arnOf(fn, name)}`);
  store.checkDescription(json.Description);
  const target = String(json.FunctionVersion ?? '');
  const weights = weightsIn(json) ?? {};
  checkTarget(fn, target, weights);
  const alias: StoredAlias = {
    Name: name,
    FunctionVersion: target,
    Description: String(json.Description ?? ''),
    weights,
    RevisionId: newRevision(),
    owed: 0,
  };
  fn.aliases.set(name, alias);
  return answer(201, aliasShape(fn, alias));
}

/** Throws 404 with the words of GetAlias (recorded: test_notfound_and_invalid_routingconfigs), unless others are given. */
function aliasOf({ params }: LambdaCall, fn: StoredFunction, words = 'Cannot find alias arn'): StoredAlias {
  const alias = fn.aliases.get(params[1] ?? '');
  if (!alias) throw notFound(`${words}: ${store.arnOf(fn, params[1])}`);
  return alias;
}

export function getAlias(call: LambdaCall): SandboxAnswer {
  const fn = store.functionOf(call);
  return answer(200, aliasShape(fn, aliasOf(call, fn)));
}

/** Partial, as AWS's: a field that is absent stays. Every update changes the RevisionId, also one of nothing. */
export function updateAlias(call: LambdaCall): SandboxAnswer {
  const { world, json } = call;
  const fn = store.functionOf(call);
  // Recorded: test_non_existent_alias_update.
  const alias = aliasOf(call, fn, 'Alias not found');
  if (json.RevisionId !== undefined && json.RevisionId !== alias.RevisionId) throw stale();
  store.checkDescription(json.Description);
  const target = json.FunctionVersion === undefined ? alias.FunctionVersion : String(json.FunctionVersion);
  const weights = weightsIn(json) ?? alias.weights;
  checkTarget(fn, target, weights);
  // Not settled: AWS documents such weights, and this refusal was reported by users of UpdateAlias.
  const weighted = Object.keys(weights).length > 0 && fn.provisioned.has(alias.Name);
  if (weighted && world.settings.refuseProvisionedWeights) {
    throw invalid('Invalid alias configuration for Provisioned Concurrency');
  }
  const before = alias.FunctionVersion;
  if (before !== target && fn.provisioned.has(alias.Name)) move(world, alias, before, target);
  alias.FunctionVersion = target;
  alias.weights = weights;
  alias.owed = 0;
  if (typeof json.Description === 'string') alias.Description = json.Description;
  alias.RevisionId = newRevision();
  return answer(200, aliasShape(fn, alias));
}

/** AWS keeps traffic where it is warm until the new version is, with weights of its own. */
function move({ settings }: LambdaState, alias: StoredAlias, before: string, target: string): void {
  const on = settings.moveOn === 'primary' ? target : before;
  alias.moving = { weights: { [on]: 1 }, looks: settings.movePolls };
}

/** Recorded, with the constraints: test_notfound_and_invalid_routingconfigs. "{2=2.0}" */
const shownWeight = (version: string, weight: unknown): string =>
  `{${version}=${Number.isInteger(weight) ? Number(weight).toFixed(1) : weight}}`;

function weightsIn({ RoutingConfig }: Record<string, unknown>): Weights | undefined {
  const given = (RoutingConfig as { AdditionalVersionWeights?: Weights } | undefined)?.AdditionalVersionWeights;
  if (given === undefined || given === null) return undefined;
  for (const [version, weight] of Object.entries(given)) {
    if (!/^\d+$/.test(version)) {
      const where = 'routingConfig.additionalVersionWeights';
      const keys =
        'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]';
      throw violatesConstraint(shownWeight(version, weight), where, keys);
    }
    if (typeof weight !== 'number' || weight < 0 || weight > 1) {
      const constraint =
        'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]';
      throw violatesConstraint(shownWeight(version, weight), 'routingConfig.additionalVersionWeights', constraint);
    }
  }
  return given;
}

function checkTarget(fn: StoredFunction, target: string, weights: Weights): void {
  // VersionWithLatestPublished in the SDKs' service model.
  if (!/^(\$LATEST(\.PUBLISHED)?|\d+)$/.test(target)) {
    const pattern = '(\\$LATEST(\\.PUBLISHED)?|[0-9]+)';
    throw violatesConstraint(target, 'functionVersion', `Member must satisfy regular expression pattern: ${pattern}`);
  }
  const extra = Object.keys(weights);
  if (extra.length > 1) throw invalid('Number of items in AdditionalVersionWeights cannot be greater than 1');
  if (extra.length > 0 && target.startsWith('$')) {
    throw invalid('$LATEST is not supported for an alias pointing to more than 1 version');
  }
  if (extra.includes(target)) {
    throw invalid(
      `Invalid function version ${target}. Function version ${target} is already included in routing configuration.`,
    );
  }
  for (const version of [target, ...extra]) resolve(fn, version);
  for (const version of extra) checkPair(fn, target, version);
}

function checkPair(fn: StoredFunction, a: string, b: string): void {
  const one = fn.versions.get(Number(a))?.config;
  const other = fn.versions.get(Number(b))?.config;
  if (one?.Role !== other?.Role) {
    throw invalid(`Function versions ${a} and ${b} must have the same execution role to share an alias.`);
  }
  if (JSON.stringify(one?.DeadLetterConfig ?? {}) !== JSON.stringify(other?.DeadLetterConfig ?? {})) {
    throw invalid(`Function versions ${a} and ${b} must have the same dead-letter configuration to share an alias.`);
  }
}

export function listAliases(call: LambdaCall): SandboxAnswer {
  const fn = store.functionOf(call);
  const wanted = call.query.get('FunctionVersion');
  const all = [...fn.aliases.values()]
    .filter((one) => wanted === null || one.FunctionVersion === wanted || wanted in one.weights)
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const { items, NextMarker } = page(call, all);
  return answer(200, { Aliases: items.map((alias) => aliasShape(fn, alias)), NextMarker });
}

export function deleteAlias(call: LambdaCall): SandboxAnswer {
  const fn = store.functionOf(call);
  const name = call.params[1] ?? '';
  fn.aliases.delete(name);
  fn.policies.delete(name);
  fn.policyRevisions.delete(name);
  fn.provisioned.delete(name);
  fn.urls = fn.urls.filter(({ qualifier }) => qualifier !== name);
  return answer(204);
}
