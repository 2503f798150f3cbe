import { advanceLifecycle, isOver, settle } from './lifecycle.js';
import { notFound } from './refusals.js';
import { arnOf } from './stored-functions.js';
import type { Config, LambdaState, Lifecycle, PublishedVersion, StoredAlias, StoredFunction } from './types.js';

const PENDING = { StateReason: 'The function is being created.', StateReasonCode: 'Creating' };

/** `counts`: this is a look that a caller polls with. */
export function latestShape(world: LambdaState, fn: StoredFunction, { counts = false, qualified = false } = {}) {
  const born = counts ? advanceLifecycle(world, fn.birth) : isOver(world, fn.birth);
  settle(world, fn, counts);
  const update = fn.update ? 'InProgress' : fn.lastUpdateFailed ? 'Failed' : 'Successful';
  return {
    FunctionName: fn.name,
    FunctionArn: arnOf(fn, qualified ? '$LATEST' : undefined),
    ...fn.config,
    Version: '$LATEST',
    RevisionId: fn.revision,
    ...(born ? { State: 'Active' } : { State: 'Pending', ...PENDING }),
    LastUpdateStatus: born ? update : 'Successful',
    ...(update === 'InProgress' && {
      LastUpdateStatusReason: 'The function is being updated.',
      LastUpdateStatusReasonCode: 'Updating',
    }),
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
  { counts = false } = {},
) {
  const over = counts ? advanceLifecycle(world, version.life) : isOver(world, version.life);
  return {
    FunctionName: fn.name,
    FunctionArn: arnOf(fn, String(version.number)),
    ...version.config,
    Version: String(version.number),
    RevisionId: version.revision,
    ...stateOf(world, version.life, over),
    ...snapStart(version.config, over),
    LastUpdateStatus: 'Successful',
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

function snapStart({ SnapStart }: Config, over: boolean) {
  const ApplyOn = (SnapStart as { ApplyOn?: string } | undefined)?.ApplyOn ?? 'None';
  return { SnapStart: { ApplyOn, OptimizationStatus: ApplyOn !== 'None' && over ? 'On' : 'Off' } };
}

/** In a list AWS says nothing of states. */
export function listed<T extends object>(shape: T): Partial<T> {
  return Object.fromEntries(Object.entries(shape).filter(([name]) => !/^(State|LastUpdate)/.test(name))) as Partial<T>;
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

/** What a qualifier means: nothing and $LATEST, a number, or an alias's primary version. Throws 404. */
export function resolve(fn: StoredFunction, qualifier: string | null | undefined): PublishedVersion | undefined {
  if (!qualifier || qualifier === '$LATEST') return undefined;
  const number = fn.aliases.get(qualifier)?.FunctionVersion ?? qualifier;
  if (number === '$LATEST') return undefined;
  const version = /^\d+$/.test(number) ? fn.versions.get(Number(number)) : undefined;
  if (!version) throw notFound(`Function not found: ${arnOf(fn, qualifier)}`);
  return version;
}
