import { randomUUID } from 'node:crypto';
import { access, rm } from 'node:fs/promises';
import path from 'node:path';
import { unpack } from '../../../sandbox/kit/unpack-archive.js';
import { parses, prepareEntry } from './entry-point.js';
import { type Build, type InvokeState, now, objectName, type StoredFunction, type StoredVersion } from './state.js';

/** What a build waits for before it starts, as a part of its whole time. */
const QUEUED = 0.2;

export function queueBuild(
  world: InvokeState,
  fn: StoredFunction,
  version: StoredVersion,
  action: Build['after_build_action'],
): Build {
  const build: Build = {
    id: randomUUID(),
    function_id: fn.id,
    version_id: version.id,
    version_number: version.version,
    status: 'queued',
    after_build_action: action,
    error_message: null,
    created_at: now(world),
    started_at: null,
    completed_at: null,
    queuedAt: world.context.clock.now(),
    polls: 0,
    busy: false,
    orphaned: false,
  };
  version.build_status = 'queued';
  fn.builds.push(build);
  return build;
}

/** Brings the builds of all functions to where they are by now. Without timers: nothing happens until someone looks. */
export async function advance(world: InvokeState): Promise<void> {
  for (const fn of world.functions) {
    for (const build of fn.builds) {
      if (build.status === 'queued' || build.status === 'running') await step(world, fn, build);
    }
  }
}

/** Someone looked at the builds or versions of a function. */
export function advanceBuilds(fn: StoredFunction): void {
  for (const build of fn.builds) build.polls++;
}

async function step(world: InvokeState, fn: StoredFunction, build: Build): Promise<void> {
  const version = fn.versions.find(({ id }) => id === build.version_id);
  const share = progress(world, build);
  if (share < QUEUED) return;
  if (build.status === 'queued') {
    build.status = 'running';
    build.started_at = now(world);
    orphan(world, build);
    if (version) version.build_status = 'building';
  }
  // Two looks at once must not build twice.
  if (share < 1 || build.busy || build.orphaned) return;
  build.busy = true;
  if (version && !world.settings.buildCancelled) await finish(world, { fn, build, version });
  else {
    build.status = 'cancelled';
    if (version) version.build_status = 'none';
  }
  build.completed_at = now(world);
}

function orphan({ settings: { buildOrphanedMs }, context }: InvokeState, build: Build): void {
  if (buildOrphanedMs === null) return;
  build.orphaned = true;
  build.started_at = new Date(context.clock.now() - buildOrphanedMs).toISOString();
}

function progress({ context, settings }: InvokeState, { queuedAt, polls }: Build): number {
  const { buildPolls, buildMs } = settings;
  if (buildPolls !== null) return buildPolls === 0 ? 1 : Math.max(polls / buildPolls, polls > 0 ? QUEUED : 0);
  const whole = buildMs * context.scale;
  return whole === 0 ? 1 : (context.clock.now() - queuedAt) / whole;
}

interface BuildJob {
  fn: StoredFunction;
  build: Build;
  version: StoredVersion;
}

async function finish(world: InvokeState, { fn, build, version }: BuildJob): Promise<void> {
  if (!(await make(world, fn, version))) {
    const { buildFails } = world.settings;
    build.status = 'failed';
    build.error_message = typeof buildFails === 'string' ? buildFails : noArtifact(build);
    version.build_status = 'failed';
    return;
  }
  build.status = 'success';
  version.build_status = 'built';
  version.artifact_path = `artifacts/${fn.id}/${version.version}/artifact.tgz`;
  if (build.after_build_action !== 'switch') return;
  activate(world, fn, version);
  // Unlike a switch, such a build tells the execution service.
  world.cache.delete(fn.id);
}

export function activate(world: InvokeState, fn: StoredFunction, version: StoredVersion): void {
  fn.active_version_id = version.id;
  fn.is_active = true;
  fn.updated_at = now(world);
}

/** Where the built files of a version lie. By its UUID: numbers are reused. */
export const artifactDir = ({ context }: InvokeState, versionId: string): string => path.join(context.dir, versionId);

/**
 * Whatever went wrong in a build, the server goes on to its artifact, which is not there, and keeps only that. The true
 * reason is in the build's log, which an API key does not get.
 */
const noArtifact = ({ id }: Build): string =>
  `Failed to upload artifact: ENOENT: no such file or directory, stat '/tmp/builds/${id}/output/artifacts.tgz'`;

/** Can it run? */
async function make(world: InvokeState, fn: StoredFunction, version: StoredVersion): Promise<boolean> {
  if (world.settings.buildFails !== false) return false;
  const dir = artifactDir(world, version.id);
  try {
    const object = world.objects.get(objectName(fn, version.version));
    if (!object) return false;
    await rm(dir, { recursive: true, force: true });
    await unpack(object, 'tgz', dir);
    // The real one begins with `bun install`, which ends without it.
    await access(path.join(dir, 'package.json'));
    return await parses(await prepareEntry(dir));
  } catch {
    return false;
  }
}
