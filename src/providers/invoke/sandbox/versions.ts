import { createHash, randomBytes } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { activate, advanceBuilds, queueBuild } from './builds.js';
import { isUuid, jsonOf } from './functions.js';
import { type Form, isArchive, readForm } from './multipart.js';
import { foreignTgz, tgzToZip, zipToTgz } from './repack.js';
import { queuedRow, versionRow } from './response-rows.js';
import { broken, envelope, plain, refusal } from './responses.js';
import {
  addVersion,
  formatOf,
  type InvokeState,
  nextNumber,
  objectName,
  type StoredFunction,
  type StoredVersion,
} from './state.js';

const MAX_BYTES = 100 * 1024 * 1024;

/** All at once, the newest first. A function that is not there has none, to an admin. */
export function listVersions(world: InvokeState, fn: StoredFunction | undefined): SandboxAnswer {
  if (!fn && !world.settings.admin) return envelope(world, 404, 'Function not found');
  if (fn) advanceBuilds(fn);
  const rows = fn ? [...fn.versions].reverse().map((version) => versionRow(fn, version)) : [];
  return envelope(world, 200, 'Versions retrieved successfully', rows);
}

/** `POST /api/functions/:id/versions` */
export async function upload(
  world: InvokeState,
  fn: StoredFunction | undefined,
  request: SandboxRequest,
): Promise<SandboxAnswer> {
  const form = await readForm(request).catch(() => undefined);
  const { file } = form ?? {};
  if (!form || (file && (file.field !== 'file' || file.bytes.length > MAX_BYTES))) return broken(world);
  if (!file) return envelope(world, 400, 'No file provided');
  if (!isArchive(file)) return refusal(400, 'Invalid file type. Only .zip, .tar.gz, and .tgz files are allowed.');
  const action = (
    request.url.searchParams.get('afterBuildAction') ??
    form.fields.afterBuildAction ??
    'none'
  ).toLowerCase();
  if (action !== 'none' && action !== 'switch') {
    return envelope(world, 400, 'afterBuildAction must be one of: none, switch');
  }
  if (!fn) return refusal(404, 'Function not found');
  const row = await store(world, fn, file);
  if (!row) return broken(world);
  const build = queueBuild(world, fn, row, action);
  const data = { id: row.id, version: row.version, functionId: fn.id, build_id: build.id };
  return envelope(world, 201, `Version ${row.version} uploaded successfully`, data, 200);
}

/** The number is taken first and the row written last; two uploads at once take the same number. */
async function store(
  world: InvokeState,
  fn: StoredFunction,
  file: NonNullable<Form['file']>,
): Promise<StoredVersion | undefined> {
  const { settings, context } = world;
  const breaks = settings.uploadBreaks;
  settings.uploadBreaks = null;
  const number = nextNumber(fn);
  const hash = settings.wrongHash
    ? randomBytes(32).toString('hex')
    : createHash('sha256').update(file.bytes).digest('hex');
  let object: Buffer;
  try {
    object = formatOf(file.filename) === 'zip' ? await zipToTgz(file.bytes) : file.bytes;
  } catch {
    return undefined;
  }
  await context.clock.sleep(settings.storeMs * context.scale);
  if (breaks === 'before-row') return undefined;
  const row = addVersion(world, fn, number, { object, hash });
  const foreign = breaks === 'foreign-object' || breaks === 'overwritten';
  if (foreign) world.objects.set(objectName(fn, number), await foreignTgz());
  if (breaks === 'unreadable') world.objects.set(objectName(fn, number), object.subarray(0, object.length / 2));
  return breaks === 'after-row' || breaks === 'foreign-object' ? undefined : row;
}

/** `DELETE /api/functions/:id/versions?version=n` */
export function deleteVersion(
  world: InvokeState,
  fn: StoredFunction | undefined,
  { url }: SandboxRequest,
): SandboxAnswer {
  const asked = url.searchParams.get('version');
  if (!asked) return envelope(world, 400, 'Version number is required');
  if (!fn) return envelope(world, 404, 'Function not found');
  const row = fn.versions.find(({ version }) => version === Number.parseInt(asked, 10));
  if (!row) return envelope(world, 404, `Version ${asked} not found`);
  if (row.id === fn.active_version_id) {
    return envelope(world, 400, 'Cannot delete the active version. Switch to a different version first.');
  }
  fn.versions = fn.versions.filter((other) => other !== row);
  world.objects.delete(objectName(fn, row.version));
  return envelope(world, 200, `Version ${asked} deleted successfully`);
}

/** `GET /api/functions/:id/versions/:uuid/download` */
export async function download(
  world: InvokeState,
  fn: StoredFunction | undefined,
  versionId: string,
): Promise<SandboxAnswer> {
  if (!isUuid(versionId)) return broken(world);
  const row = fn?.versions.find(({ id }) => id === versionId);
  const object = fn && row && world.objects.get(objectName(fn, row.version));
  if (!object) return plain(404, { error: 'Version not found' });
  const zip = await tgzToZip(object).catch(() => undefined);
  if (!zip) return plain(500, { error: 'Failed to process package file' });
  const disposition = `attachment; filename="${fn.name}-v${row.version}.zip"`;
  return { status: 200, headers: { 'content-type': 'application/zip', 'content-disposition': disposition }, body: zip };
}

/** `POST /api/functions/:id/switch-version` */
export function switchVersion(
  world: InvokeState,
  fn: StoredFunction | undefined,
  { body }: SandboxRequest,
): SandboxAnswer {
  const { version_number: number, versionId } = jsonOf(body);
  if (!number && !versionId) return refusal(400, 'Version ID or version number is required');
  const castFails = versionId ? !isUuid(String(versionId)) : !Number.isInteger(Number(number));
  if (castFails) return refusal(500, 'Internal server error');
  const row = fn?.versions.find(({ id, version }) => (versionId ? id === versionId : version === Number(number)));
  if (!fn || !row) return refusal(404, 'Version not found');
  if (world.settings.artifactGone) row.artifact_path = null;
  world.settings.artifactGone = false;
  if (row.artifact_path === null) return rebuild(world, fn, row);
  activate(world, fn, row);
  const data = { functionId: fn.id, ...(versionId ? { versionId } : {}), version: row.version };
  return plain(200, { success: true, message: `Successfully switched to version ${row.version}`, data });
}

/** Nothing was switched: a build was queued that will. */
function rebuild(world: InvokeState, fn: StoredFunction, row: StoredVersion): SandboxAnswer {
  const build = queueBuild(world, fn, row, 'switch');
  const message = `Version ${row.version} must be built before switching. Build queued.`;
  return plain(202, { success: true, buildRequired: true, message, build: queuedRow(fn, build) });
}
