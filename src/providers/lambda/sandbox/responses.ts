import { createHash } from 'node:crypto';
import { advanceLifecycle, isOver, settle } from './lifecycle.js';
import { notFound } from './refusals.js';
import { arnOf } from './stored-functions.js';
import type { Config, LambdaState, Lifecycle, PublishedVersion, StoredAlias, StoredFunction } from './types.js';

const CREATING = 'The function is being created.';
const PENDING = { StateReason: CREATING, StateReasonCode: 'Creating' };
// Recorded: test_function_lifecycle. An update is called a creation, too.
const UPDATING = { LastUpdateStatusReason: CREATING, LastUpdateStatusReasonCode: 'Creating' };

interface VersionLook {
  /** this is a look that a caller polls with */
  counts?: boolean;
  /** the ARN is that of what was asked for, an alias too (recorded: test_alias_lifecycle) */
  qualifier?: string;
}

export function latestShape(world: LambdaState, fn: StoredFunction, { counts = false, qualifier }: VersionLook = {}) {
  const born = counts ? advanceLifecycle(world, fn.birth) : isOver(world, fn.birth);
  settle(world, fn, counts);
  const update = fn.update ? 'InProgress' : fn.lastUpdateFailed ? 'Failed' : 'Successful';
  return {
    FunctionName: fn.name,
    FunctionArn: arnOf(fn, qualifier),
    ...fn.config,
    ...hiddenVariables(world, fn.config),
    ...runtimeVersion(fn, fn.config),
    Version: '$LATEST',
    RevisionId: fn.revision,
    ...(born ? { State: 'Active' } : { State: 'Pending', ...PENDING }),
    ...snapStart(fn.config, false),
    // Absent while the function is being created (recorded: test_function_lifecycle).
    ...(born && { LastUpdateStatus: update }),
    ...(update === 'InProgress' && UPDATING),
    ...(update === 'Failed' && {
      LastUpdateStatusReason: 'The sandbox was told to fail this update.',
      LastUpdateStatusReasonCode: 'InternalError',
    }),
  };
}

export function versionShape(
  world: LambdaState,
  fn: StoredFunction,
  version: PublishedVersion,
  { counts = false, qualifier = versionName(version) }: VersionLook = {},
) {
  const over = counts ? advanceLifecycle(world, version.life) : isOver(world, version.life);
  return {
    FunctionName: fn.name,
    FunctionArn: arnOf(fn, qualifier),
    ...version.config,
    ...hiddenVariables(world, version.config),
    ...runtimeVersion(fn, version.config),
    Version: versionName(version),
    RevisionId: version.revision,
    ...stateOf(world, version.life, over),
    ...snapStart(version.config, over),
    // Absent until then (recorded: test_publish_with_update).
    ...(over && { LastUpdateStatus: 'Successful' }),
  };
}

function stateOf({ settings }: LambdaState, life: Lifecycle, over: boolean) {
  if (!over) return { State: settings.pendingState, ...PENDING };
  if (!life.failed) return { State: settings.readyState };
  return {
    State: 'Failed',
    StateReason: 'The sandbox was told to fail this version.',
    StateReasonCode: 'InternalError',
  };
}

const applyOn = ({ SnapStart }: Config) => (SnapStart as { ApplyOn?: string } | undefined)?.ApplyOn ?? 'None';

/** Its published versions are snapshots. */
export const takesSnapshot = (config: Config): boolean => applyOn(config) === 'PublishedVersions';

/** Of $LATEST it is always `Off` (recorded: test_snapstart_update_function_configuration). */
function snapStart(config: Config, over: boolean) {
  return { SnapStart: { ApplyOn: applyOn(config), OptimizationStatus: takesSnapshot(config) && over ? 'On' : 'Off' } };
}

const LATEST_PUBLISHED = '$LATEST.PUBLISHED';

export const versionName = ({ number }: PublishedVersion): string => (number === 0 ? LATEST_PUBLISHED : String(number));

/**
 * What a role sees that may not use the key of the variables.
 * https://docs.aws.amazon.com/lambda/latest/api/API_EnvironmentError.html
 */
function hiddenVariables({ settings }: LambdaState, { Environment }: Config) {
  if (settings.decrypts || Environment === undefined) return {};
  const Message = 'Lambda was unable to decrypt your environment variables because the KMS access was denied.';
  return { Environment: { Error: { ErrorCode: 'AccessDeniedException', Message } } };
}

/** Of one runtime every function has the same version here. */
function runtimeVersion({ region }: StoredFunction, { Runtime }: Config) {
  if (Runtime === undefined) return {};
  const id = createHash('sha256').update(Runtime).digest('hex');
  return { RuntimeVersionConfig: { RuntimeVersionArn: `arn:aws:lambda:${region}::runtime:${id}` } };
}

/** A row says nothing of states and of the runtime's version (recorded: test_version_lifecycle). */
export function listed<T extends object>(shape: T): Partial<T> {
  const fields = Object.entries(shape).filter(([name]) => !/^(State|LastUpdate|RuntimeVersion)/.test(name));
  return Object.fromEntries(fields) as Partial<T>;
}

export function aliasShape(fn: StoredFunction, alias: StoredAlias) {
  const { moving } = alias;
  const weights = moving && moving.looks > 0 ? moving.weights : alias.weights;
  if (moving) moving.looks--;
  return {
    AliasArn: arnOf(fn, alias.Name),
    Name: alias.Name,
    FunctionVersion: alias.FunctionVersion,
    Description: alias.Description,
    ...(Object.keys(weights).length > 0 && { RoutingConfig: { AdditionalVersionWeights: weights } }),
    RevisionId: alias.RevisionId,
  };
}

const numbered = (fn: StoredFunction, id: string) => (/^[1-9]\d*$/.test(id) ? fn.versions.get(Number(id)) : undefined);

/** What a qualifier means: nothing and $LATEST, a number, or an alias's primary version. Throws 404. */
export function resolve(fn: StoredFunction, qualifier: string | null | undefined): PublishedVersion | undefined {
  if (!qualifier || qualifier === '$LATEST') return undefined;
  const number = fn.aliases.get(qualifier)?.FunctionVersion ?? qualifier;
  if (number === '$LATEST') return undefined;
  const version = number === LATEST_PUBLISHED ? fn.versions.get(0) : numbered(fn, number);
  if (!version) throw notFound(`Function not found: ${arnOf(fn, qualifier)}`);
  return version;
}
