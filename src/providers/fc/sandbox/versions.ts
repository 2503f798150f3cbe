import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { replaceCode } from './functions.js';
import { makeZip } from './make-zip.js';
import { paginate } from './pagination.js';
import { FcRefusal, invalidArgument, noContent, ok } from './refusals.js';
import { optionalDescription, readJsonBody } from './request-body.js';
import {
  checkIfMatch,
  endTime,
  etag,
  etagHeader,
  isBusy,
  requireUnit,
  requireVersion,
  timestamp,
} from './stored-functions.js';
import type { FcCall, FcState, FcUnit, StoredVersion } from './types.js';

const versionShape = ({ settings }: FcState, { id, description, createdTime }: StoredVersion) => ({
  versionId: settings.numericVersions ? id : String(id),
  description,
  createdTime,
  lastModifiedTime: createdTime,
});

/** What a version would freeze: it is compared to see whether there is anything to publish. */
const contentFingerprint = (
  functions: Map<string, { config: object; checksum: string }>,
  description: string,
): string =>
  JSON.stringify([description, [...functions].map(([name, { config, checksum }]) => [name, config, checksum])]);

/** The newest version's picture, kept beside it: a service's own description is frozen too. */
const newestFingerprints = new WeakMap<StoredVersion, string>();

export function publishVersion(call: FcCall): SandboxAnswer {
  const { world } = call;
  const unit = requireUnit(call);
  const description = optionalDescription(readJsonBody(call)) ?? '';
  checkIfMatch(call, etag('unit', unit.name, unit.revision));
  if (world.settings.intruder) uploadAsSomeoneElse(world, unit);
  refuseWhileBusy(world, unit);
  const current = contentFingerprint(unit.functions, unit.description);
  const newest = unit.versions.at(-1);
  if (newest && newestFingerprints.get(newest) === current) throw noChangesRefusal(world, unit);
  const version = freezeVersion(world, unit, description);
  newestFingerprints.set(version, current);
  return ok(versionShape(world, version), etagHeader(call, etag('unit', unit.name, unit.revision)));
}

function freezeVersion(world: FcState, unit: FcUnit, description: string): StoredVersion {
  const createdTime = timestamp(world);
  const version: StoredVersion = {
    id: unit.nextVersion++,
    description,
    createdTime,
    pending: world.settings.versionPolls,
    readyAt: endTime(world, world.settings.versionMs),
    functions: new Map(),
  };
  for (const [name, { config, code, checksum }] of unit.functions) {
    version.functions.set(name, { config: structuredClone(config), code, checksum, createdTime });
  }
  unit.versions.push(version);
  return version;
}

/** Someone else uploads at the worst moment. */
function uploadAsSomeoneElse(world: FcState, unit: FcUnit): void {
  world.settings.intruder = false;
  for (const fn of unit.functions.values()) {
    replaceCode(world, fn, makeZip({ 'index.js': "exports.handler = async () => 'someone else';\n" }));
  }
}

function refuseWhileBusy(world: FcState, { functions }: FcUnit): void {
  const busy = [...functions.values()].find((fn) => isBusy(world, fn));
  if (busy) throw new FcRefusal(409, 'ConcurrentUpdateError', `function '${busy.name}' is being updated`);
}

function noChangesRefusal({ generation, settings }: FcState, { name }: FcUnit): FcRefusal {
  const detail = `detail: 'No changes were made since last publish'`;
  const message = `can not publish version for ${generation.unit} '${name}', ${detail}`;
  return new FcRefusal(settings.noChangeStatus, 'VersionPublishError', message);
}

export function listVersions(call: FcCall): SandboxAnswer {
  const { world, request } = call;
  const unit = requireUnit(call);
  const direction = request.url.searchParams.get('direction') ?? 'BACKWARD';
  if (direction !== 'BACKWARD' && direction !== 'FORWARD') {
    throw invalidArgument(`direction is ${direction}, but it should be BACKWARD or FORWARD`);
  }
  const sorted = direction === 'FORWARD' ? unit.versions : [...unit.versions].reverse();
  const { rows, next } = paginate(call, sorted, ({ id }) => String(id));
  const nextToken = next === undefined ? null : world.settings.numericTokens ? Number(next) : next;
  return ok({ direction, nextToken, versions: rows.map((version) => versionShape(world, version)) });
}

/** The vendor does not look who uses it: aliases and triggers dangle afterwards. */
export function deleteVersion(call: FcCall): SandboxAnswer {
  const unit = requireUnit(call);
  const id = call.params.version ?? '';
  if (id === 'LATEST') throw invalidArgument('version LATEST can not be deleted');
  const version = requireVersion(unit, id);
  unit.versions = unit.versions.filter((one) => one !== version);
  return noContent();
}
