import { createHash, randomBytes } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { queueBuild } from './builds.js';
import { isArchive, readForm } from './multipart.js';
import { zipToTgz } from './repack.js';
import { detailRow, listRow } from './response-rows.js';
import { broken, envelope, plain } from './responses.js';
import { addFunction, addVersion, formatOf, type InvokeState, now, type StoredFunction } from './state.js';

const MAX_FIRST = 50 * 1024 * 1024;

/** `GET /api/projects?slug=…&name=…`: an array, without an envelope. */
export function listProjects(world: InvokeState, { url }: SandboxRequest): SandboxAnswer {
  const [slug, name] = [url.searchParams.get('slug'), url.searchParams.get('name')];
  const found = world.projects.filter(
    (project) => (slug === null || project.slug === slug) && (name === null || project.name === name),
  );
  return plain(200, found);
}

/** `GET /api/functions?name=…&projectId=…` */
export function listFunctions(world: InvokeState, { url }: SandboxRequest): SandboxAnswer {
  const [name, project] = [url.searchParams.get('name'), url.searchParams.get('projectId')];
  if (project !== null && !isUuid(project)) return broken(world);
  const found = world.functions.filter(
    (fn) => (name === null || fn.name === name) && (project === null || fn.project_id === project),
  );
  return envelope(
    world,
    200,
    'Functions retrieved successfully',
    found.map((fn) => listRow(world, fn)),
  );
}

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

export function getFunction(world: InvokeState, fn: StoredFunction): SandboxAnswer {
  return envelope(world, 200, 'Function details retrieved', detailRow(world, fn));
}

/** `POST /api/functions`: one without code. */
export function createFunction(world: InvokeState, { body }: SandboxRequest): SandboxAnswer {
  const facts = jsonOf(body);
  const { name, project_id: project, description } = facts;
  if (typeof name !== 'string' || name === '' || !world.projects.some(({ id }) => id === project)) {
    return envelope(world, 400, 'Name and project_id are required');
  }
  if (name.length > 100) return envelope(world, 400, 'Function name must be 100 characters or less');
  const taken = duplicate(world, name, String(project));
  if (taken) return taken;
  const fn = addFunction(world, { name, project_id: String(project), description: textOf(description) });
  if (facts.requires_api_key === true) requireKey(fn);
  return envelope(world, 201, 'Function created successfully', detailRow(world, fn));
}

/** `POST /api/functions/deploy`: one with its first version, active before it is built. */
export async function deployFunction(world: InvokeState, request: SandboxRequest): Promise<SandboxAnswer> {
  const form = await readForm(request).catch(() => undefined);
  const { file, fields = {} } = form ?? {};
  const { name = '', projectId = '', description } = fields;
  const wrong = file && (file.field !== 'file' || file.bytes.length > MAX_FIRST || !isArchive(file));
  if (!form || wrong) return envelope(world, 400, 'Failed to parse form data');
  if (name === '') return envelope(world, 400, 'Function name is required');
  if (!world.projects.some(({ id }) => id === projectId)) return envelope(world, 400, 'projectId is required');
  const taken = duplicate(world, name, projectId);
  if (taken) return taken;
  if (!file) return envelope(world, 400, 'No file uploaded');
  const object = formatOf(file.filename) === 'zip' ? await zipToTgz(file.bytes) : file.bytes;
  const fn = addFunction(world, { name, project_id: projectId, description: textOf(description), is_active: true });
  // This route keeps random hex instead of a hash.
  const row = addVersion(world, fn, 1, { object, hash: randomBytes(16).toString('hex') });
  if (!row) return broken(world);
  fn.active_version_id = row.id;
  const build = queueBuild(world, fn, row, 'none');
  const data = { id: fn.id, name, version: 1, file_size: object.length, build_id: build.id };
  return envelope(world, 201, 'Function deployed successfully', data);
}

function duplicate(world: InvokeState, name: string, project: string): SandboxAnswer | undefined {
  if (!world.functions.some((fn) => fn.name === name && fn.project_id === project)) return undefined;
  return envelope(world, 409, `Function with name "${name}" already exists in this project`);
}

/** `PATCH /api/functions/:id` */
export function updateFunction(world: InvokeState, fn: StoredFunction, { body }: SandboxRequest): SandboxAnswer {
  const { name, description, is_active: active, requires_api_key: locked } = jsonOf(body);
  const before = JSON.stringify([name, description, active, locked].map((field) => field ?? null));
  if (before === '[null,null,null,null]') return envelope(world, 400, 'No fields to update');
  if (typeof name === 'string') fn.name = name;
  if (typeof description === 'string') fn.description = description;
  if (typeof active === 'boolean') fn.is_active = active;
  if (locked === true) requireKey(fn);
  if (locked === false) fn.requires_api_key = false;
  fn.updated_at = now(world);
  return envelope(world, 200, 'Function updated successfully', detailRow(world, fn));
}

export function deleteFunction(world: InvokeState, fn: StoredFunction): SandboxAnswer {
  world.functions = world.functions.filter((other) => other !== fn);
  return envelope(world, 200, 'Function and 0 associated files deleted successfully');
}

function requireKey(fn: StoredFunction): void {
  fn.requires_api_key = true;
  fn.api_key ??= createHash('sha256').update(randomBytes(32)).digest('hex');
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** The fields of a JSON body; none when it is not an object. */
export function jsonOf(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
