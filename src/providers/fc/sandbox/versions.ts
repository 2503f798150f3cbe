import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { replaceCode } from './functions.js';
import { zip } from './make-zip.js';
import { page } from './pagination.js';
import { FcRefusal, gone, invalid, ok } from './refusal.js';
import { bodyOf, descriptionOf } from './request-body.js';
import { after, etag, isBusy, match, now, tagged, unitOf, versionOf } from './stored-functions.js';
import type { FcCall, FcState, FcUnit, StoredVersion } from './types.js';

const shown = ({ settings }: FcState, { id, description, createdTime }: StoredVersion) => ({
  versionId: settings.numericVersions ? id : String(id),
  description,
  createdTime,
  lastModifiedTime: createdTime,
});

/** What a version would freeze: it is compared to see whether there is anything to publish. */
const picture = (functions: Map<string, { config: object; checksum: string }>, description: string): string =>
  JSON.stringify([description, [...functions].map(([name, { config, checksum }]) => [name, config, checksum])]);

/** The newest version's picture, kept beside it: a service's own description is frozen too. */
const pictures = new WeakMap<StoredVersion, string>();

export function publish(call: FcCall): SandboxAnswer {
  const { world } = call;
  const unit = unitOf(call);
  const description = descriptionOf(bodyOf(call)) ?? '';
  match(call, etag('unit', unit.name, unit.revision));
  if (world.settings.intruder) intrude(world, unit);
  refuseWhileBusy(world, unit);
  const current = picture(unit.functions, unit.description);
  const newest = unit.versions.at(-1);
  if (newest && pictures.get(newest) === current) throw nothingChanged(world, unit);
  const version = freeze(world, unit, description);
  pictures.set(version, current);
  return ok(shown(world, version), tagged(call, etag('unit', unit.name, unit.revision)));
}

function freeze(world: FcState, unit: FcUnit, description: string): StoredVersion {
  const createdTime = now(world);
  const version: StoredVersion = {
    id: unit.nextVersion++,
    description,
    createdTime,
    pending: world.settings.versionPolls,
    readyAt: after(world, world.settings.versionMs),
    functions: new Map(),
  };
  for (const [name, { config, code, checksum }] of unit.functions) {
    version.functions.set(name, { config: structuredClone(config), code, checksum, createdTime });
  }
  unit.versions.push(version);
  return version;
}

/** Someone else uploads at the worst moment. */
function intrude(world: FcState, unit: FcUnit): void {
  world.settings.intruder = false;
  for (const fn of unit.functions.values()) {
    replaceCode(world, fn, zip({ 'index.js': "exports.handler = async () => 'someone else';\n" }));
  }
}

function refuseWhileBusy(world: FcState, { functions }: FcUnit): void {
  const busy = [...functions.values()].find((fn) => isBusy(world, fn));
  if (busy) throw new FcRefusal(409, 'ConcurrentUpdateError', `function '${busy.name}' is being updated`);
}

function nothingChanged({ generation, settings }: FcState, { name }: FcUnit): FcRefusal {
  const detail = `detail: 'No changes were made since last publish'`;
  const message = `can not publish version for ${generation.unit} '${name}', ${detail}`;
  return new FcRefusal(settings.noChangeStatus, 'VersionPublishError', message);
}

export function listVersions(call: FcCall): SandboxAnswer {
  const { world, request } = call;
  const unit = unitOf(call);
  const direction = request.url.searchParams.get('direction') ?? 'BACKWARD';
  if (direction !== 'BACKWARD' && direction !== 'FORWARD') {
    throw invalid(`direction is ${direction}, but it should be BACKWARD or FORWARD`);
  }
  const sorted = direction === 'FORWARD' ? unit.versions : [...unit.versions].reverse();
  const { rows, next } = page(call, sorted, ({ id }) => String(id));
  const nextToken = next === undefined ? null : world.settings.numericTokens ? Number(next) : next;
  return ok({ direction, nextToken, versions: rows.map((version) => shown(world, version)) });
}

/** The vendor does not look who uses it: aliases and triggers dangle afterwards. */
export function deleteVersion(call: FcCall): SandboxAnswer {
  const unit = unitOf(call);
  const id = call.params.version ?? '';
  if (id === 'LATEST') throw invalid('version LATEST can not be deleted');
  const version = versionOf(unit, id);
  unit.versions = unit.versions.filter((one) => one !== version);
  return gone();
}
