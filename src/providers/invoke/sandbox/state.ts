import { randomUUID } from 'node:crypto';
import type { ArchiveFormat } from '../../../core/model.js';
import type { SandboxContext } from '../../../sandbox/kit/types.js';
import { DEFAULTS, type Settings } from './settings.js';

export { SANDBOX_KEY } from './settings.js';

/** What is there from the start: the project `demo` with the function `sample`, which has no version yet. */
export const SANDBOX_PROJECT = '0a11ce00-0000-4000-8000-000000000001';
export const SANDBOX_FUNCTION = '5a3b1e00-0000-4000-8000-000000000001';

export interface Project {
  id: string;
  name: string;
  slug: string;
  description: string;
  is_active: boolean;
}

export interface StoredVersion {
  id: string;
  version: number;
  file_size: number;
  package_hash: string;
  created_at: string;
  build_status: 'none' | 'queued' | 'building' | 'built' | 'failed';
  artifact_path: string | null;
}

export interface Build {
  id: string;
  function_id: string;
  version_id: string;
  version_number: number;
  status: 'queued' | 'running' | 'success' | 'failed' | 'cancelled';
  after_build_action: 'none' | 'switch';
  error_message: string | null;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  /** ms since the epoch */
  queuedAt: number;
  /** looks at it so far */
  polls: number;
  /** it is being made right now */
  busy: boolean;
  /** nobody works on it any more */
  orphaned: boolean;
}

export interface StoredFunction {
  id: string;
  name: string;
  description: string | null;
  project_id: string;
  requires_api_key: boolean;
  api_key: string | null;
  is_active: boolean;
  created_at: string;
  updated_at: string;
  last_executed: string | null;
  execution_count: number;
  active_version_id: string | null;
  versions: StoredVersion[];
  builds: Build[];
}

export interface InvokeState {
  context: SandboxContext;
  settings: Settings;
  projects: Project[];
  functions: StoredFunction[];
  /** the object store: `packages/<function>/<number>.tgz`; a later write of the same name wins */
  objects: Map<string, Buffer>;
  /** what the execution service remembers */
  cache: Map<string, { at: number; versionId: string }>;
  /** requests to the execution service in the present window */
  window: { start: number; count: number };
}

export function createState(context: SandboxContext): InvokeState {
  const world: InvokeState = {
    context,
    settings: { ...DEFAULTS, apiKey: context.secret ?? DEFAULTS.apiKey },
    projects: [],
    functions: [],
    objects: new Map(),
    cache: new Map(),
    window: { start: 0, count: 0 },
  };
  world.projects.push({ id: SANDBOX_PROJECT, name: 'Demo', slug: 'demo', description: 'demo', is_active: true });
  addFunction(world, { id: SANDBOX_FUNCTION, name: 'sample', project_id: SANDBOX_PROJECT });
  return world;
}

export function addProject(world: InvokeState, slug: string): void {
  if (world.projects.some((project) => project.slug === slug)) return;
  world.projects.push({ id: randomUUID(), name: slug, slug, description: slug, is_active: true });
}

export const now = ({ context }: InvokeState): string => new Date(context.clock.now()).toISOString();

type NewFunction = Pick<StoredFunction, 'name' | 'project_id'> & Partial<StoredFunction>;

export function addFunction(world: InvokeState, facts: NewFunction): StoredFunction {
  const fn: StoredFunction = {
    id: randomUUID(),
    description: null,
    requires_api_key: false,
    api_key: null,
    is_active: false,
    created_at: now(world),
    updated_at: now(world),
    last_executed: null,
    execution_count: 0,
    active_version_id: null,
    versions: [],
    builds: [],
    ...facts,
  };
  world.functions.push(fn);
  return fn;
}

export interface Stored {
  object: Buffer;
  hash: string;
}

/** Puts the object first and the row after, as the server does. Undefined: the number is taken by now. */
export function addVersion(world: InvokeState, fn: StoredFunction, number: number, { object, hash }: Stored) {
  world.objects.set(objectName(fn, number), object);
  if (fn.versions.some(({ version }) => version === number)) return undefined;
  const row: StoredVersion = {
    id: randomUUID(),
    version: number,
    file_size: object.length,
    package_hash: hash,
    created_at: now(world),
    build_status: 'none',
    artifact_path: null,
  };
  fn.versions.push(row);
  return row;
}

export const objectName = (fn: StoredFunction, number: number): string => `packages/${fn.id}/${number}.tgz`;

/** The highest number is reused after its version was deleted. */
export const nextNumber = ({ versions }: StoredFunction): number =>
  Math.max(0, ...versions.map(({ version }) => version)) + 1;

export const formatOf = (filename: string): ArchiveFormat => (/\.zip$/i.test(filename) ? 'zip' : 'tgz');
