import { createHmac } from 'node:crypto';
import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { crc64 } from './crc64.js';
import { paginate } from './pagination.js';
import { readCodeArchive } from './read-code-archive.js';
import { alreadyExists, FcRefusal, invalidArgument, noContent, ok } from './refusals.js';
import { optionalText, readJsonBody, requiredText, requireValidName } from './request-body.js';
import {
  checkIfMatch,
  endTime,
  etag,
  etagHeader,
  isBusy,
  newFunction,
  newUnit,
  requireFunction,
  requireUnit,
  resolveQualifier,
  timestamp,
} from './stored-functions.js';
import type { FcCall, FcState, FcUnit, FrozenFunction, Json, StoredFunction } from './types.js';

/** What a function shows beside its configuration. */
function functionShape(
  world: FcState,
  fn: StoredFunction,
  at: FrozenFunction & { createdTime: string },
  state: Json,
): Json {
  return {
    functionName: fn.name,
    functionId: fn.id,
    description: '',
    environmentVariables: null,
    ...at.config,
    // A custom runtime has no handler and shows an empty one.
    handler: at.config.handler ?? '',
    codeChecksum: at.checksum,
    codeSize: at.code.length,
    createdTime: at.createdTime,
    lastModifiedTime: fn.lastModifiedTime,
    ...(world.generation.unit === 'function' && { functionArn: `acs:fc:cn-sandbox:0:functions/${fn.name}` }),
    ...state,
  };
}

/** LATEST: an update may be in progress, for so many looks as is set. */
function latestState(world: FcState, fn: StoredFunction): Json {
  const { settings } = world;
  const busy = isBusy(world, fn);
  if (!settings.states && settings.updatePolls === 0 && !fn.failed && !busy) return {};
  if (fn.failed) {
    return {
      state: 'Active',
      lastUpdateStatus: 'Failed',
      lastUpdateStatusReason: 'the sandbox was told to let it fail',
    };
  }
  if (!busy) return { state: 'Active', lastUpdateStatus: 'Successful' };
  if (fn.pending > 0) fn.pending--;
  return { state: 'Active', lastUpdateStatus: 'InProgress', lastUpdateStatusReasonCode: 'Creating' };
}

const functionEtag = (call: FcCall, fn: StoredFunction): string =>
  etag('function', `${call.params.service ?? ''}/${fn.name}`, fn.revision);

export function getFunction(call: FcCall): SandboxAnswer {
  const { world } = call;
  const unit = requireUnit(call);
  const version = resolveQualifier(world, unit, call.request.url.searchParams.get('qualifier'));
  const fn = requireFunction(call);
  if (!version)
    return ok(functionShape(world, fn, fn, latestState(world, fn)), etagHeader(call, functionEtag(call, fn)));
  const frozen = functionInVersion(version, fn.name);
  const pending = isBusy(world, version);
  if (version.pending > 0) version.pending--;
  const state = pending || world.settings.states ? { state: pending ? 'Pending' : 'Active' } : {};
  return ok(functionShape(world, fn, frozen, state), etagHeader(call, frozen.checksum));
}

export function functionInVersion({ id, functions }: FcUnit['versions'][number], name: string) {
  const frozen = functions.get(name);
  if (frozen) return frozen;
  throw new FcRefusal(404, 'FunctionNotFound', `function '${name}' does not exist in version '${id}'`);
}

export function listFunctions(call: FcCall): SandboxAnswer {
  const { world } = call;
  const units = world.generation.unit === 'service' ? [requireUnit(call)] : [...world.units.values()];
  const functions = units.flatMap((unit) => [...unit.functions.values()]).sort((a, b) => (a.name < b.name ? -1 : 1));
  const { rows, next } = paginate(call, functions, ({ name }) => name);
  return ok({
    functions: rows.map((fn) => functionShape(world, fn, fn, latestState(world, fn))),
    nextToken: next ?? null,
  });
}

/** Everything but the code, its name and what null would mean. */
function functionConfig(body: Json): Json {
  const kept = Object.entries(body).filter(
    ([name, value]) => name !== 'code' && name !== 'functionName' && value !== null,
  );
  const config = Object.fromEntries(kept);
  if (config.handler === '') throw invalidArgument('handler is empty');
  return config;
}

export async function createFunction(call: FcCall): Promise<SandboxAnswer> {
  const { world } = call;
  const body = readJsonBody(call);
  const name = requireValidName('functionName', requiredText(body, 'functionName'), 64);
  requiredText(body, 'runtime');
  const unit =
    world.generation.unit === 'service' ? requireUnit(call) : (world.units.get(name) ?? newUnit(world, name));
  if (unit.functions.has(name)) throw alreadyExists('FunctionAlreadyExists', `function '${name}' already exists`);
  if (typeof body.code !== 'object' || body.code === null) throw invalidArgument('code is required');
  const fn = newFunction(world, name, {
    config: functionConfig(body),
    code: await readCodeArchive(call, body.code as Json),
  });
  unit.functions.set(name, fn);
  unit.revision++;
  world.units.set(unit.name, unit);
  return ok(functionShape(world, fn, fn, latestState(world, fn)), etagHeader(call, functionEtag(call, fn)));
}

export async function updateFunction(call: FcCall): Promise<SandboxAnswer> {
  const { world } = call;
  const fn = requireFunction(call);
  const body = readJsonBody(call);
  optionalText(body, 'description');
  const config = functionConfig(body);
  const code =
    body.code === undefined || body.code === null ? undefined : await readCodeArchive(call, body.code as Json);
  checkIfMatch(call, functionEtag(call, fn));
  if (isBusy(world, fn)) {
    throw new FcRefusal(409, 'ConcurrentUpdateError', `function '${fn.name}' is being updated`);
  }
  Object.assign(fn.config, config);
  if (code) replaceCode(world, fn, code);
  fn.revision++;
  return ok(functionShape(world, fn, fn, latestState(world, fn)), etagHeader(call, functionEtag(call, fn)));
}

export function replaceCode(world: FcState, fn: StoredFunction, code: Buffer): void {
  fn.code = code;
  fn.checksum = crc64(code);
  fn.lastModifiedTime = timestamp(world);
  fn.pending = world.settings.updatePolls;
  fn.readyAt = endTime(world, world.settings.updateMs);
  fn.failed = world.settings.failUpdate;
  world.settings.failUpdate = false;
}

export function deleteFunction(call: FcCall): SandboxAnswer {
  const { world, params } = call;
  const fn = requireFunction(call);
  const unit = requireUnit(call);
  checkIfMatch(call, functionEtag(call, fn));
  const left = world.generation.unit === 'function' ? unit.versions.length + unit.aliases.size : 0;
  if (fn.triggers.size + left > 0) {
    throw new FcRefusal(400, 'FunctionNotEmpty', `function '${fn.name}' still has versions, aliases or triggers`);
  }
  unit.functions.delete(params.function ?? '');
  unit.revision++;
  if (world.generation.unit === 'function') world.units.delete(unit.name);
  return noContent();
}

/** A signed link that is good for ten minutes, as OSS gives it out. */
export function getCode(call: FcCall): SandboxAnswer {
  const { world, params, request } = call;
  const unit = requireUnit(call);
  const version = resolveQualifier(world, unit, request.url.searchParams.get('qualifier'));
  const { checksum } = version ? functionInVersion(version, params.function ?? '') : requireFunction(call);
  const expires = Math.floor(world.context.clock.now() / 1000) + 600;
  const path = `/_oss/_code/${world.generation.api}/${checksum}.zip`;
  const signature = signCodeLink(world, path, String(expires));
  return ok({ url: `${world.context.origin()}${path}?Expires=${expires}&Signature=${signature}`, checksum });
}

export const signCodeLink = (world: FcState, path: string, expires: string): string =>
  createHmac('sha256', world.linkSecret).update(`${path}\n${expires}`).digest('hex');

/** Any code that was ever frozen, or is LATEST. */
export function findCodeByChecksum(world: FcState, checksum: string): Buffer | undefined {
  const units = [...world.units.values()];
  const all: FrozenFunction[] = units.flatMap(({ functions, versions }) => [
    ...functions.values(),
    ...versions.flatMap((version) => [...version.functions.values()]),
  ]);
  return all.find((one) => one.checksum === checksum)?.code;
}
