import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeployError, messageOf } from '../core/errors.js';
import type { Job } from '../core/job.js';
import type { Diff } from '../core/keeping.js';
import type { Alias, Package, Version } from '../core/model.js';
import { packageOf } from '../core/note.js';
import type { Side } from '../package/compare.js';
import { existing, fetchCode } from './fetched.js';

/** A side of a diff: the package of `path`, a version, or what an alias has live (perhaps nothing). */
export type Point = 'package' | { id: string } | { live: Alias | undefined };

/** Loaded on use: they bring the readers' libraries. */
type Tools = typeof import('../package/compare.js');

/** What a point turned out to be. */
type Found = { label: string; pkg?: Package; version?: Version };

/** Compares two of them. Leaves nothing on disk. Throws `refused` for an archive that must not be unpacked. */
export async function comparing(job: Job, left: Point, right: Point): Promise<Diff> {
  const [before, after] = await Promise.all([find(job, left), find(job, right)]);
  if (knownSame(before, after)) return nothing(before, after);
  const folder = await mkdtemp(join(tmpdir(), 'versioned-deploy-diff-'));
  try {
    const tools = await import('../package/compare.js');
    const sides = [before, after].map((found) => sideOf(job, found, folder, tools));
    const [from, to] = (await Promise.all(sides)) as [Side, Side];
    return await job.stage('compare', () => tools.compare(from, to));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function find(job: Job, point: Point): Promise<Found> {
  if (point === 'package') return { label: 'the package', pkg: await job.pack() };
  if ('id' in point) return { label: `version ${point.id}`, version: await existing(job, point.id) };
  if (!point.live) return { label: 'nothing' };
  const { stable } = point.live.rollout;
  return { label: `version ${stable}, which is live`, version: await existing(job, stable) };
}

/** Same number, or published from these very files: nothing need be downloaded to know. */
function knownSame(before: Found, after: Found): boolean {
  if (before.version && after.version) return before.version.id === after.version.id;
  const manifest = (before.pkg ?? after.pkg)?.manifest.sha256;
  const noted = packageOf((before.version ?? after.version)?.note);
  return manifest !== undefined && noted !== undefined && manifest.startsWith(noted);
}

function nothing(before: Found, after: Found): Diff {
  const manifest = (before.pkg ?? after.pkg)?.manifest;
  const bytes = manifest?.unpackedBytes ?? 0;
  return {
    from: before.label,
    to: after.label,
    ...{ added: 0, removed: 0, changed: 0, unchanged: manifest?.entries.length ?? 0 },
    ...{ bytesBefore: bytes, bytesAfter: bytes, files: [], filesCut: 0, textsCut: 0 },
  };
}

async function sideOf(job: Job, { label, pkg, version }: Found, folder: string, tools: Tools): Promise<Side> {
  if (pkg) return { label, entries: pkg.manifest.entries, archive: { file: pkg.file, format: pkg.format } };
  if (!version) return { label, entries: [] };
  const file = join(folder, `${version.id}.zip`);
  await fetchCode(job, version, file);
  try {
    return { label, entries: await tools.entriesOf(file), archive: { file, format: 'zip' } };
  } catch (error) {
    if (!(error instanceof tools.BadArchive)) throw error;
    throw new DeployError('refused', `The archive of ${label} ${messageOf(error)}, so it was not compared.`);
  }
}
