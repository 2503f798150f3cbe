import type { SandboxAnswer } from '../../../sandbox/kit/types.js';
import { newLifecycle, newRevision } from './lifecycle.js';
import { page } from './pagination.js';
import { answer, invalid } from './refusals.js';
import { latestShape, listed, takesSnapshot, versionShape } from './responses.js';
import * as store from './stored-functions.js';
import type { Config, LambdaCall, LambdaState, PublishedVersion, StoredFunction } from './types.js';

export function publishVersion(call: LambdaCall): SandboxAnswer {
  const { world, json } = call;
  const fn = store.functionOf(call);
  store.refuseWhileBusy(world, fn);
  store.refuseStale(fn, json.RevisionId);
  store.checkDescription(json.Description);
  const { CodeSha256 } = fn.config;
  if (json.CodeSha256 !== undefined && json.CodeSha256 !== CodeSha256) {
    throw invalid(
      `CodeSHA256 (${json.CodeSha256}) is different from current CodeSHA256 in $LATEST (${CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const description = typeof json.Description === 'string' && json.Description !== '' ? json.Description : undefined;
  const make = json.PublishTo === 'LATEST_PUBLISHED' ? publishLatest : publishNow;
  return answer(201, versionShape(world, fn, make(world, fn, { description })));
}

interface Publish {
  description?: string;
  /** by `Publish: true` of a request that brings the code */
  withCode?: boolean;
}

/**
 * The newest version, if nothing but a description would differ; a new one otherwise. Numbers are never reused.
 * PublishVersion answers `Active` at once (recorded: test_version_lifecycle). What begins as `Pending` is a version
 * that is published along with its code (recorded: test_publish_with_update), or whose snapshot is yet to be taken
 * (https://docs.aws.amazon.com/lambda/latest/dg/snapstart-activate.html).
 */
export function publishNow(
  world: LambdaState,
  fn: StoredFunction,
  { description, withCode = false }: Publish = {},
): PublishedVersion {
  const newest = fn.versions.get(Math.max(...fn.versions.keys()));
  if (newest && newest.number > 0 && identity(newest.config) === identity(fn.config)) return newest;
  return keep(world, fn, { description, number: fn.next++, waits: withCode || takesSnapshot(fn.config) });
}

/**
 * Functions on instances of their own have one more version, which has no number and is made again and again.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-version-publishing.html
 */
function publishLatest(world: LambdaState, fn: StoredFunction, { description }: Publish): PublishedVersion {
  if (fn.config.CapacityProviderConfig === undefined) {
    throw invalid('The sandbox knows $LATEST.PUBLISHED only of functions with a CapacityProviderConfig.');
  }
  return keep(world, fn, { description, number: 0, waits: true });
}

interface Kept {
  number: number;
  description?: string;
  /** begins as `Pending` */
  waits: boolean;
}

function keep(world: LambdaState, fn: StoredFunction, { number, description, waits }: Kept): PublishedVersion {
  const { versionMs, failVersion } = world.settings;
  const versionPolls = Math.max(world.settings.versionPolls, waits ? 1 : 0);
  const version: PublishedVersion = {
    number,
    config: {
      ...structuredClone(fn.config),
      Description: description ?? fn.config.Description,
      LastModified: store.stamp(world),
    },
    code: fn.code,
    reference: fn.reference,
    revision: newRevision(),
    life: newLifecycle(world, versionPolls, versionMs, failVersion),
  };
  world.settings.failVersion = false;
  fn.versions.set(version.number, version);
  fn.revision = newRevision();
  return version;
}

function identity({ Description: _text, LastModified: _time, ...rest }: Config): string {
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** $LATEST first, then ascending. */
export function listVersions(call: LambdaCall): SandboxAnswer {
  const { world } = call;
  const fn = store.functionOf(call);
  const published = [...fn.versions.values()].sort((a, b) => a.number - b.number);
  const { items, NextMarker } = page(call, [undefined, ...published]);
  const shape = (version: PublishedVersion | undefined) =>
    version ? versionShape(world, fn, version) : latestShape(world, fn, { qualifier: '$LATEST' });
  return answer(200, { Versions: items.map(shape).map(listed), NextMarker });
}
