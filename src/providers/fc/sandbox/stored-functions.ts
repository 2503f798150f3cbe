import { createHash, randomUUID } from 'node:crypto';
import { crc64 } from './crc64.js';
import { makeZip } from './make-zip.js';
import { FcRefusal, notFound } from './refusals.js';
import type { FcCall, FcState, FcUnit, FrozenFunction, StoredAlias, StoredFunction, StoredVersion } from './types.js';

export const timestamp = ({ context }: Pick<FcState, 'context'>): string =>
  new Date(context.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');

const SAMPLE_CODE = makeZip({
  'index.js': "exports.handler = async () => ({ statusCode: 200, body: 'sample, not deployed yet' });\n",
});

const DEFAULT_CONFIG = {
  cpu: 0.35,
  memorySize: 512,
  diskSize: 512,
  timeout: 60,
  instanceConcurrency: 1,
  internetAccess: true,
};

/** When something ends that begins now and takes `ms`. */
export const endTime = ({ context }: FcState, ms: number): number => context.clock.now() + ms * context.scale;

/** Not over yet; does not count as a look. */
export const isBusy = ({ context }: FcState, one: { pending: number; readyAt: number }): boolean =>
  one.pending > 0 || context.clock.now() < one.readyAt;

export function newUnit(world: FcState, name: string, description = ''): FcUnit {
  return {
    name,
    description,
    createdTime: timestamp(world),
    revision: 1,
    functions: new Map(),
    versions: [],
    nextVersion: 1,
    aliases: new Map(),
  };
}

export function newFunction(
  world: FcState,
  name: string,
  { config, code }: Pick<FrozenFunction, 'config' | 'code'>,
): StoredFunction {
  const at = timestamp(world);
  return {
    name,
    id: randomUUID(),
    config: { ...DEFAULT_CONFIG, ...config },
    code,
    checksum: crc64(code),
    createdTime: at,
    lastModifiedTime: at,
    revision: 1,
    pending: 0,
    readyAt: 0,
    failed: false,
    triggers: new Map(),
    asyncSettings: new Map(),
  };
}

/** What is there when a sandbox starts: `sample`, and for services `demo` with `sample` and `other`. */
export function addSamples(world: FcState): void {
  const config = { runtime: 'nodejs20', handler: 'index.handler' };
  const [unit, names] = world.generation.unit === 'function' ? ['sample', ['sample']] : ['demo', ['sample', 'other']];
  const made = newUnit(world, unit as string);
  for (const name of names) made.functions.set(name, newFunction(world, name, { config, code: SAMPLE_CODE }));
  world.units.set(made.name, made);
}

/** The function or service of the path. */
export function requireUnit({ world, params }: FcCall): FcUnit {
  const { unit: kind } = world.generation;
  const name = (kind === 'service' ? params.service : params.function) ?? '';
  const unit = world.units.get(name);
  if (unit) return unit;
  throw notFound(kind === 'service' ? 'ServiceNotFound' : 'FunctionNotFound', `${kind} '${name}' does not exist`);
}

/** The function of the path, as it is now. */
export function requireFunction(call: FcCall): StoredFunction {
  const unit = requireUnit(call);
  const name = call.params.function ?? '';
  const found = unit.functions.get(name);
  if (found) return found;
  const where = call.world.generation.unit === 'service' ? ` in service '${unit.name}'` : '';
  throw notFound('FunctionNotFound', `function '${name}' does not exist${where}`);
}

export function requireVersion({ versions, name }: FcUnit, id: string): StoredVersion {
  const found = versions.find((version) => String(version.id) === id);
  if (found) return found;
  throw notFound('VersionNotFound', `version '${id}' does not exist in '${name}'`);
}

export function requireAlias({ aliases, name }: FcUnit, alias: string): StoredAlias {
  const found = aliases.get(alias);
  if (found) return found;
  throw notFound('AliasNotFound', `alias '${alias}' does not exist in '${name}'`);
}

/** The version that a qualifier stands for just now; undefined: LATEST. Aliases with weights split their calls. */
export function resolveQualifier(
  { settings }: FcState,
  unit: FcUnit,
  qualifier: string | null,
): StoredVersion | undefined {
  if (!qualifier || qualifier === 'LATEST') return undefined;
  if (/^\d+$/.test(qualifier)) return requireVersion(unit, qualifier);
  const alias = requireAlias(unit, qualifier);
  const chosen = chooseVersion(alias, settings.split);
  // An alias may outlive its version: the vendor does not look.
  return chosen === 'LATEST' ? undefined : requireVersion(unit, chosen);
}

function chooseVersion(alias: StoredAlias, split: 'even' | 'random'): string {
  const [extra] = Object.entries(alias.weights);
  if (!extra) return alias.versionId;
  const [version, weight] = extra;
  if (split === 'random') return Math.random() < weight ? version : alias.versionId;
  // Half a call ahead, so that a share of 10 % shows within ten calls and is exact over any ten.
  alias.owed += weight;
  if (alias.owed < 0.5) return alias.versionId;
  alias.owed -= 1;
  return version;
}

/** The same thing has the same tag until it is changed. */
export const etag = (kind: string, name: string, revision: number): string =>
  createHash('md5').update(`${kind}/${name}/${revision}`).digest('hex');

/** Throws 412 when the caller has read something else than is there. */
export function checkIfMatch({ world, request }: FcCall, tag: string): void {
  const wanted = request.headers['if-match'];
  if (!world.generation.locks || wanted === undefined || wanted === tag) return;
  throw new FcRefusal(412, 'PreconditionFailed', 'the resource being modified has been changed');
}

export const etagHeader = ({ world }: FcCall, tag: string): Record<string, string> =>
  world.generation.locks ? { etag: tag } : {};
