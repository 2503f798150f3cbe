import { createHmac } from 'node:crypto';
import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { crc64 } from './crc64.js';
import { page } from './pagination.js';
import { exists, FcRefusal, gone, invalid, ok } from './refusal.js';
import { bodyOf, checkName, requiredText, textOf } from './request-body.js';
import { codeOf } from './stored-code.js';
import {
  after,
  etag,
  functionOf,
  isBusy,
  match,
  newFunction,
  newUnit,
  now,
  resolve,
  tagged,
  unitOf,
} from './stored-functions.js';
import type { FcCall, FcState, FcUnit, FrozenFunction, Json, StoredFunction } from './types.js';

/** What a function shows beside its configuration. */
function shown(world: FcState, fn: StoredFunction, at: FrozenFunction & { createdTime: string }, state: Json): Json {
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
function stateOf(world: FcState, fn: StoredFunction): Json {
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

const tagOf = (call: FcCall, fn: StoredFunction): string =>
  etag('function', `${call.params.service ?? ''}/${fn.name}`, fn.revision);

export function getFunction(call: FcCall): SandboxAnswer {
  const { world } = call;
  const unit = unitOf(call);
  const version = resolve(world, unit, call.request.url.searchParams.get('qualifier'));
  const fn = functionOf(call);
  if (!version) return ok(shown(world, fn, fn, stateOf(world, fn)), tagged(call, tagOf(call, fn)));
  const frozen = frozenOf(version, fn.name);
  const pending = isBusy(world, version);
  if (version.pending > 0) version.pending--;
  const state = pending || world.settings.states ? { state: pending ? 'Pending' : 'Active' } : {};
  return ok(shown(world, fn, frozen, state), tagged(call, frozen.checksum));
}

export function frozenOf({ id, functions }: FcUnit['versions'][number], name: string) {
  const frozen = functions.get(name);
  if (frozen) return frozen;
  throw new FcRefusal(404, 'FunctionNotFound', `function '${name}' does not exist in version '${id}'`);
}

export function listFunctions(call: FcCall): SandboxAnswer {
  const { world } = call;
  const units = world.generation.unit === 'service' ? [unitOf(call)] : [...world.units.values()];
  const functions = units.flatMap((unit) => [...unit.functions.values()]).sort((a, b) => (a.name < b.name ? -1 : 1));
  const { rows, next } = page(call, functions, ({ name }) => name);
  return ok({ functions: rows.map((fn) => shown(world, fn, fn, stateOf(world, fn))), nextToken: next ?? null });
}

/** Everything but the code, its name and what null would mean. */
function configOf(body: Json): Json {
  const kept = Object.entries(body).filter(
    ([name, value]) => name !== 'code' && name !== 'functionName' && value !== null,
  );
  const config = Object.fromEntries(kept);
  if (config.handler === '') throw invalid('handler is empty');
  return config;
}

export async function createFunction(call: FcCall): Promise<SandboxAnswer> {
  const { world } = call;
  const body = bodyOf(call);
  const name = checkName('functionName', requiredText(body, 'functionName'), 64);
  requiredText(body, 'runtime');
  const unit = world.generation.unit === 'service' ? unitOf(call) : (world.units.get(name) ?? newUnit(world, name));
  if (unit.functions.has(name)) throw exists('FunctionAlreadyExists', `function '${name}' already exists`);
  if (typeof body.code !== 'object' || body.code === null) throw invalid('code is required');
  const fn = newFunction(world, name, { config: configOf(body), code: await codeOf(call, body.code as Json) });
  unit.functions.set(name, fn);
  unit.revision++;
  world.units.set(unit.name, unit);
  return ok(shown(world, fn, fn, stateOf(world, fn)), tagged(call, tagOf(call, fn)));
}

export async function updateFunction(call: FcCall): Promise<SandboxAnswer> {
  const { world } = call;
  const fn = functionOf(call);
  const body = bodyOf(call);
  textOf(body, 'description');
  const config = configOf(body);
  const code = body.code === undefined || body.code === null ? undefined : await codeOf(call, body.code as Json);
  match(call, tagOf(call, fn));
  if (isBusy(world, fn)) {
    throw new FcRefusal(409, 'ConcurrentUpdateError', `function '${fn.name}' is being updated`);
  }
  Object.assign(fn.config, config);
  if (code) replaceCode(world, fn, code);
  fn.revision++;
  return ok(shown(world, fn, fn, stateOf(world, fn)), tagged(call, tagOf(call, fn)));
}

export function replaceCode(world: FcState, fn: StoredFunction, code: Buffer): void {
  fn.code = code;
  fn.checksum = crc64(code);
  fn.lastModifiedTime = now(world);
  fn.pending = world.settings.updatePolls;
  fn.readyAt = after(world, world.settings.updateMs);
  fn.failed = world.settings.failUpdate;
  world.settings.failUpdate = false;
}

export function deleteFunction(call: FcCall): SandboxAnswer {
  const { world, params } = call;
  const fn = functionOf(call);
  const unit = unitOf(call);
  match(call, tagOf(call, fn));
  const left = world.generation.unit === 'function' ? unit.versions.length + unit.aliases.size : 0;
  if (fn.triggers.size + left > 0) {
    throw new FcRefusal(400, 'FunctionNotEmpty', `function '${fn.name}' still has versions, aliases or triggers`);
  }
  unit.functions.delete(params.function ?? '');
  unit.revision++;
  if (world.generation.unit === 'function') world.units.delete(unit.name);
  return gone();
}

/** A signed link that is good for ten minutes, as OSS gives it out. */
export function getCode(call: FcCall): SandboxAnswer {
  const { world, params, request } = call;
  const unit = unitOf(call);
  const version = resolve(world, unit, request.url.searchParams.get('qualifier'));
  const { checksum } = version ? frozenOf(version, params.function ?? '') : functionOf(call);
  const expires = Math.floor(world.context.clock.now() / 1000) + 600;
  const path = `/_oss/_code/${world.generation.api}/${checksum}.zip`;
  const signature = seal(world, path, String(expires));
  return ok({ url: `${world.context.origin()}${path}?Expires=${expires}&Signature=${signature}`, checksum });
}

export const seal = (world: FcState, path: string, expires: string): string =>
  createHmac('sha256', world.seal).update(`${path}\n${expires}`).digest('hex');

/** Any code that was ever frozen, or is LATEST. */
export function codeByChecksum(world: FcState, checksum: string): Buffer | undefined {
  const units = [...world.units.values()];
  const all: FrozenFunction[] = units.flatMap(({ functions, versions }) => [
    ...functions.values(),
    ...versions.flatMap((version) => [...version.functions.values()]),
  ]);
  return all.find((one) => one.checksum === checksum)?.code;
}
