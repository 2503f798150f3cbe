import { readFile } from 'node:fs/promises';
import { DeployError } from '../../src/core/errors.js';
import type { Alias, Package, TrafficSplit, Version } from '../../src/core/model.js';
import { vendorChecksumOf } from '../../src/core/note.js';
import type {
  CallResult,
  Capabilities,
  PointOptions,
  PublishResult,
  PutLatestOptions,
} from '../../src/core/provider.js';
import { describeSplit as shown } from '../../src/core/traffic-split.js';
import type { Inside, Kept, Memory } from './memory-types.js';

/** How the vendor in memory behaves once a request has arrived. */

export const no = (kind: 'vendor' | 'conflict' | 'refused', message: string, status?: number) =>
  new DeployError(kind, message, { status });

export function bare(kept: Kept | undefined): Version | undefined {
  if (!kept) return undefined;
  const { data: _, manifest: __, ...version } = kept;
  return version;
}

export function known(world: Memory, id: string): Kept {
  const kept = world.versions.get(id);
  if (!kept) throw no('vendor', `Version ${id} does not exist.`, 404);
  return kept;
}

const newest = (world: Memory): Kept | undefined => [...world.versions.values()].at(-1);

export function found(world: Memory, pkg: Package, live: Alias | undefined): Kept | undefined {
  const candidates = [live && world.versions.get(live.split.stable), newest(world)];
  return candidates.find((kept) => kept?.manifest === pkg.manifest.sha256 && kept.status === 'ready');
}

export async function publish(world: Memory, { can, add }: Inside, pkg: Package, note: string): Promise<PublishResult> {
  const last = newest(world);
  if (last?.manifest === pkg.manifest.sha256)
    return { version: bare(last) as Version, created: false, uploadedBytes: 0 };
  const data = await readFile(pkg.file);
  world.latest = { data, manifest: pkg.manifest.sha256, checksum: vendorChecksumOf(pkg, can.codeHash) ?? pkg.sha256 };
  const kept = add({ ...world.latest, bytes: data.length });
  if (can.notes) kept.note = note;
  return { version: bare(kept) as Version, created: true, uploadedBytes: data.length };
}

export function latestVersion({ latest }: Memory, { latest: id = '' }: Capabilities): Version | undefined {
  return latest && { id, status: 'ready', checksum: latest.checksum };
}

export function pinned({ latest }: Memory, { add, can }: Inside, note: string): Version {
  if (!latest) throw no('vendor', 'There is no code yet.', 404);
  const kept = add({ ...latest, bytes: latest.data.length });
  if (can.notes) kept.note = note;
  return bare(kept) as Version;
}

export async function putLatest(
  world: Memory,
  { can }: Inside,
  { id }: Version,
  { expected, archive }: PutLatestOptions,
): Promise<Version> {
  const kept = known(world, id);
  if (world.latest?.checksum !== kept.checksum) {
    if (!expected.includes(world.latest?.checksum ?? ''))
      throw no('conflict', 'The newest upload is somebody else’s.', 412);
    const { file } = await archive();
    world.latest = { data: await readFile(file), manifest: kept.manifest, checksum: kept.checksum };
  }
  return latestVersion(world, can) as Version;
}

export function moved(
  world: Memory,
  { put, can }: Inside,
  name: string,
  split: TrafficSplit,
  { expected, note }: PointOptions,
): Alias {
  const now = world.aliases.get(name);
  const same = now && expected && now.lock === expected.lock && shown(now.split) === shown(expected.split);
  if (now || expected ? !same : false) throw no('conflict', `${name} points at ${shown(now?.split)} meanwhile.`, 412);
  if (split.stable !== can.latest) known(world, split.stable);
  if (split.canary) known(world, split.canary.version);
  if (split.canary?.version === split.stable) throw no('vendor', 'The same version twice.', 400);
  return put(name, split, note ?? now?.note);
}

export function removed(world: Memory, id: string): void {
  known(world, id);
  const holds = ({ split }: Alias) => split.stable === id || split.canary?.version === id;
  const holder = [...world.aliases.values()].find(holds);
  if (holder) throw no('refused', `Version ${id} is used by alias ${holder.name}.`, 409);
  world.versions.delete(id);
}

export function dropped(world: Memory, alias: Alias): void {
  const now = world.aliases.get(alias.name);
  if (now && now.lock !== alias.lock) throw no('conflict', `${alias.name} was moved meanwhile.`, 412);
  world.aliases.delete(alias.name);
}

export async function answered(
  world: Memory,
  { options, chosen }: Pick<Inside, 'options' | 'chosen'>,
  qualifier: string,
  payload: string,
): Promise<CallResult> {
  const alias = world.aliases.get(qualifier);
  const id = alias ? chosen(alias) : qualifier;
  known(world, id);
  const ok = { status: 200, body: JSON.stringify({ version: id, payload }), ms: 5, version: id };
  const answer = (await options.answer?.(id, payload, alias?.name)) ?? ok;
  return alias && options.tells !== false ? { version: id, ...answer } : answer;
}
