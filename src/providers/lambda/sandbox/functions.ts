import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { linkTo } from './code-links.js';
import { referenceIn } from './code-references.js';
import { newLifecycle, newRevision } from './lifecycle.js';
import { page } from './pagination.js';
import { answer, conflict, invalid, violatesConstraint } from './refusals.js';
import { latestShape, listed, resolve, versionShape } from './responses.js';
import * as store from './stored-functions.js';
import type { Config, LambdaCall, StoredFunction } from './types.js';
import { publishNow } from './versions.js';

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[A-Za-z0-9_+=,.@\-/]+$/;
const RUNTIME = /^(nodejs|python|java|dotnet|ruby|go|provided)[a-z0-9.]*$/;

export async function createFunction(call: LambdaCall): Promise<SandboxAnswer> {
  const { world, region, json } = call;
  const name = store.nameIn(String(json.FunctionName ?? ''));
  const functions = store.functionsOf(world, region);
  if (functions.has(name)) throw conflict(`Function already exist: ${name}`);
  store.checkDescription(json.Description);
  checkSettings(json, true);
  const code = await store.codeIn(call, (json.Code ?? {}) as Record<string, unknown>);
  if (world.settings.roleRefusals > 0) {
    world.settings.roleRefusals--;
    // As reported in https://github.com/hashicorp/terraform-provider-aws/issues/14285
    throw invalid('The role defined for the function cannot be assumed by Lambda.');
  }
  const { FunctionName: _name, Code: _code, Publish, Tags: _tags, ...given } = json;
  const config = store.newConfig(world, name, given as Partial<Config> & { Role: string }, code);
  const reference = referenceIn(world, (json.Code ?? {}) as Record<string, unknown>, code);
  const fn = store.storedFunction(world, { name, region, config, code, reference });
  functions.set(name, fn);
  if (Publish === true) return answer(201, versionShape(world, fn, publishNow(world, fn, { withCode: true })));
  return answer(201, latestShape(world, fn));
}

function checkSettings(given: Record<string, unknown>, isNew: boolean): void {
  const { Role, Runtime, Handler, Timeout, MemorySize, Architectures } = given;
  const needed = (value: unknown, field: string) => {
    if (isNew && typeof value !== 'string') throw violatesConstraint('null', field, 'Member must not be null');
  };
  needed(Role, 'role');
  if (isNew && (Runtime === undefined || Handler === undefined)) {
    throw invalid('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
  }
  if (Role !== undefined && !ROLE.test(String(Role))) {
    // Recorded: test_create_lambda_exceptions.
    const pattern = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';
    throw violatesConstraint(Role, 'role', `Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (Runtime !== undefined && !RUNTIME.test(String(Runtime))) {
    throw invalid(`Value ${Runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set`);
  }
  if (Timeout !== undefined && !(Number(Timeout) >= 1 && Number(Timeout) <= 900)) {
    throw violatesConstraint(Timeout, 'timeout', 'Member must have value less than or equal to 900');
  }
  if (MemorySize !== undefined && !(Number(MemorySize) >= 128 && Number(MemorySize) <= 10_240)) {
    throw violatesConstraint(MemorySize, 'memorySize', 'Member must have value greater than or equal to 128');
  }
  checkArchitectures(Architectures);
}

function checkArchitectures(given: unknown): void {
  if (given === undefined) return;
  const shown = `[${(given as unknown[]).join(', ')}]`;
  // Recorded: test_create_lambda_exceptions.
  if ((given as unknown[]).length > 1) {
    throw violatesConstraint(shown, 'architectures', 'Member must have length less than or equal to 1');
  }
  if (['[x86_64]', '[arm64]'].includes(shown)) return;
  const words = '[Member must satisfy enum value set: [x86_64, arm64], Member must not be null]';
  throw violatesConstraint(shown, 'architectures', `Member must satisfy constraint: ${words}`);
}

export function getConfiguration(call: LambdaCall): SandboxAnswer {
  const fn = store.functionOf(call);
  return answer(200, configurationOf(call, fn));
}

function configurationOf({ world, query }: LambdaCall, fn: StoredFunction) {
  const qualifier = query.get('Qualifier') ?? undefined;
  const version = resolve(fn, qualifier);
  const look = { counts: true, qualifier };
  return version ? versionShape(world, fn, version, look) : latestShape(world, fn, look);
}

export async function getFunction(call: LambdaCall): Promise<SandboxAnswer> {
  const { world, query } = call;
  const fn = store.functionOf(call);
  const version = resolve(fn, query.get('Qualifier'));
  const { reference } = version ?? fn;
  const code = reference ? { ResolvedS3Object: reference } : { Location: await linkTo(world, fn, version?.number) };
  return answer(200, { Configuration: configurationOf(call, fn), Code: { RepositoryType: 'S3', ...code } });
}

export function listFunctions(call: LambdaCall): SandboxAnswer {
  const { world, region } = call;
  const all = [...store.functionsOf(world, region).values()].map((fn) => listed(latestShape(world, fn)));
  const { items, NextMarker } = page(call, all);
  return answer(200, { Functions: items, NextMarker });
}

export async function updateCode(call: LambdaCall): Promise<SandboxAnswer> {
  const { world, json } = call;
  const fn = store.functionOf(call);
  store.refuseWhileBusy(world, fn);
  store.refuseStale(fn, json.RevisionId);
  checkArchitectures(json.Architectures);
  const code = await store.codeIn(call, json);
  const config = { ...fn.config, ...store.codeFacts(code), LastModified: store.stamp(world) };
  if (json.Architectures !== undefined) config.Architectures = json.Architectures as string[];
  if (json.DryRun === true) return answer(200, { ...latestShape(world, fn), ...config });
  // Reading the archive took a moment, in which another update may have begun.
  store.refuseWhileBusy(world, fn);
  store.refuseStale(fn, json.RevisionId);
  const reference = referenceIn(world, json, code);
  change(call, fn, config);
  Object.assign(fn, { code, reference });
  if (json.Publish === true) return answer(200, versionShape(world, fn, publishNow(world, fn, { withCode: true })));
  return answer(200, latestShape(world, fn));
}

/** Begins an update: RevisionId changes now, and again when it has ended. */
function change({ world }: LambdaCall, fn: StoredFunction, config: Config): void {
  const { updatePolls, updateMs, failUpdate } = world.settings;
  fn.config = config;
  fn.revision = newRevision();
  fn.lastUpdateFailed = false;
  fn.update = newLifecycle(world, updatePolls, updateMs, failUpdate);
  world.settings.failUpdate = false;
}

export function updateConfiguration(call: LambdaCall): SandboxAnswer {
  const { world, json } = call;
  const fn = store.functionOf(call);
  store.refuseWhileBusy(world, fn);
  store.refuseStale(fn, json.RevisionId);
  store.checkDescription(json.Description);
  checkSettings(json, false);
  const { RevisionId: _revision, FunctionName: _name, ...given } = json;
  change(call, fn, { ...fn.config, ...given, LastModified: store.stamp(world) });
  return answer(200, latestShape(world, fn));
}

/** Without a qualifier this deletes the whole function, as AWS does. */
export function deleteFunction(call: LambdaCall): SandboxAnswer {
  const { world, query, region } = call;
  const fn = store.functionOf(call);
  const qualifier = query.get('Qualifier');
  if (qualifier === null) {
    store.functionsOf(world, region).delete(fn.name);
    return answer(204);
  }
  if (qualifier === '$LATEST') throw invalid('$LATEST version cannot be deleted without deleting the function.');
  if (!/^\d+$/.test(qualifier)) {
    throw invalid('Deletion of aliases is not currently supported.');
  }
  const users = [...fn.aliases.values()].filter((one) => one.FunctionVersion === qualifier || qualifier in one.weights);
  if (users.length > 0) {
    const names = users.map(({ Name }) => Name).join(', ');
    throw conflict(`Unable to delete version because the following aliases reference it: [${names}]`);
  }
  fn.versions.delete(Number(qualifier));
  return answer(204);
}
