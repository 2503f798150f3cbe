import type { Build, InvokeState, StoredFunction, StoredVersion } from './state.js';

/** Rows as the server shows them, field by field in its order. */

const USER = { created_by: 1, created_by_name: 'admin' };

export const activeOf = (fn: StoredFunction): StoredVersion | undefined =>
  fn.versions.find(({ id }) => id === fn.active_version_id);

function base(fn: StoredFunction) {
  return {
    id: fn.id,
    name: fn.name,
    description: fn.description,
    project_id: fn.project_id,
    deployed_by: 1,
    requires_api_key: fn.requires_api_key,
    api_key: fn.api_key,
    is_active: fn.is_active,
    created_at: fn.created_at,
    updated_at: fn.updated_at,
    last_executed: fn.last_executed,
    execution_count: fn.execution_count,
    active_version_id: fn.active_version_id,
    retention_type: null,
    retention_value: null,
    retention_enabled: false,
    schedule_enabled: false,
    schedule_cron: null,
    next_execution: null,
    last_scheduled_execution: null,
    group_id: null,
    sort_order: 0,
    custom_timeout_enabled: false,
    custom_timeout_seconds: null,
    custom_memory_enabled: false,
    custom_memory_mb: null,
    language: 'javascript',
    runtime: 'bun',
  };
}

const projectOf = (world: InvokeState, fn: StoredFunction) => world.projects.find(({ id }) => id === fn.project_id);

/** `GET /api/functions/:id` */
export function detailRow(world: InvokeState, fn: StoredFunction) {
  const active = activeOf(fn);
  const project = projectOf(world, fn);
  return {
    ...base(fn),
    project_name: project?.name ?? null,
    project_is_active: project?.is_active ?? null,
    active_version: active?.version ?? null,
    file_size: active ? String(active.file_size) : null,
    package_path: active ? `packages/${fn.id}/${active.version}.tgz` : null,
    package_hash: active?.package_hash ?? null,
    version_created_at: active?.created_at ?? null,
  };
}

/** `GET /api/functions` */
export function listRow(world: InvokeState, fn: StoredFunction) {
  const active = activeOf(fn);
  return {
    ...base(fn),
    active_version: active?.version ?? null,
    file_size: active ? String(active.file_size) : null,
    deployed_by_username: 'admin',
    project_name: projectOf(world, fn)?.name ?? null,
    user_role: 'owner',
  };
}

/** `GET /api/functions/:id/versions` */
export function versionRow(fn: StoredFunction, version: StoredVersion) {
  return {
    id: version.id,
    version: version.version,
    // BIGINT comes as text.
    file_size: String(version.file_size),
    package_hash: version.package_hash,
    is_active: fn.active_version_id === version.id,
    created_at: version.created_at,
    ...USER,
    build_status: version.build_status,
    artifact_path: version.artifact_path,
  };
}

/** `GET /api/functions/:id/builds` */
export function buildRow(build: Build) {
  return {
    id: build.id,
    function_id: build.function_id,
    version_id: build.version_id,
    version_number: build.version_number,
    status: build.status,
    pipeline: 'bun-javascript',
    after_build_action: build.after_build_action,
    error_message: build.error_message,
    ...USER,
    created_at: build.created_at,
    started_at: build.started_at,
    completed_at: build.completed_at,
  };
}

/** The row itself, in the answer to what queued it. */
export function queuedRow(fn: StoredFunction, build: Build) {
  return {
    id: build.id,
    build_context: null,
    created_at: build.created_at,
    function_id: fn.id,
    version_id: build.version_id,
    status: build.status,
    after_build_action: build.after_build_action,
    pipeline: 'bun-javascript',
    created_by: 1,
    artifact_path: null,
    artifact_hash: null,
    error_message: null,
    started_at: null,
    completed_at: null,
  };
}
