import { waitFor } from '../../core/clock.js';
import type { ConfigurationDiff } from '../../core/configuration-diff.js';
import { afterAcceptedWrite, DeployError } from '../../core/errors.js';
import { nextWritePause } from '../../core/http/next-pause.js';
import type { ReplayableBody } from '../../core/http/types.js';
import type { Alias, Archive, Package, Version } from '../../core/model.js';
import type {
  Capabilities,
  HandlerSetting,
  ProviderContext,
  PublishResult,
  PutLatestOptions,
} from '../../core/provider.js';
import type { FcFunction, FcVersion } from './api-types.js';
import { configurationDiff, readVersionsOnce, sameConfiguration } from './compare-configurations.js';
import {
  checksumOf,
  isVersionNumber,
  LATEST,
  noteAndDateOf,
  stateText,
  statusOf,
  toVersion,
} from './convert-version.js';
import type { FcApi } from './fc-api.js';
import { handlerSetting } from './handler-setting.js';
import { isNothingToPublish } from './vendor-errors.js';

export interface PublishOptions {
  api: FcApi;
  capabilities: Capabilities;
  context: ProviderContext;
  /** the body of an update with this code, and headers that go with it */
  inline(pkg: Archive): Promise<{ body: ReplayableBody; headers?: Record<string, string> }>;
  /** the same through OSS; absent: no bucket was named */
  stored?(pkg: Archive): Promise<{ body: object; headers?: Record<string, string> }>;
}

export interface Publisher {
  /** what LATEST calls, as last read */
  handler(): Promise<HandlerSetting | undefined>;
  configurationDiff(from: string, to: string | Package): Promise<ConfigurationDiff | undefined>;
  find(pkg: Package, live: Alias | undefined): Promise<Version | undefined>;
  publish(pkg: Package, note: string): Promise<PublishResult>;
  /** LATEST as it is now */
  latest(): Promise<Version>;
  putLatest(version: Version, options: PutLatestOptions): Promise<Version>;
}

export function createPublisher(options: PublishOptions): Publisher {
  const { api, context } = options;
  // What was last seen of LATEST in this run. Should it be stale, the check after publishing notices.
  let latest: FcFunction | undefined;
  const versionOf = readVersionsOnce(api);
  const look = async () => {
    latest = (await api.getFunction()).body;
    return latest;
  };
  return {
    configurationDiff: (from, to) => configurationDiff({ versionOf, latest: async () => latest ?? look() }, from, to),
    handler: async () => handlerSetting(latest ?? (await look())),
    async find(pkg, live) {
      const stable = live?.split.stable;
      const [version, now] = await Promise.all([stable ? versionOf(stable) : undefined, look()]);
      if (stable && version && hasSameCodeAndConfiguration(version, pkg, now)) return toVersion(stable, version);
      // Only what LATEST holds can be in the newest version and not in an older one.
      if (checksumOf(now) !== pkg.crc64) return undefined;
      const row = await api.newest();
      const id = String(row?.versionId ?? '');
      if (!row || id === stable) return undefined;
      const newest = await api.getVersion(id);
      return newest && hasSameCodeAndConfiguration(newest, pkg, now)
        ? { ...toVersion(id, newest), ...noteAndDateOf(row) }
        : undefined;
    },
    latest: async () => toVersion(LATEST, await look()),
    putLatest: async (version, put) => toVersion(LATEST, await putLatest(options, version, put)),
    async publish(pkg, note) {
      const before = latest ?? (await look());
      refuseImage(before);
      // A failed update may leave the checksum of what never came to be.
      const known = checksumOf(before) === pkg.crc64 && statusOf(before) !== 'failed';
      if (!known && statusOf(before) === 'pending') await waitUntilReady(options, undefined, before);
      const after = known ? before : await uploadCode(pkg, options);
      const freeze = async (): Promise<PublishResult> => {
        await waitUntilReady(options, undefined, after);
        latest = undefined;
        const { id, created, row } = await publishVersion(api, note, context);
        const version = await verifyPublished(options, id, pkg, created);
        const uploadedBytes = known ? 0 : pkg.bytes;
        return { version: { ...toVersion(id, version), ...noteAndDateOf(row) }, created, uploadedBytes };
      };
      // Two writes: a refused publish leaves the upload in LATEST.
      return known ? freeze() : afterAcceptedWrite(freeze);
    },
  };
}

/** The same code with another configuration is another version. */
const hasSameCodeAndConfiguration = (version: FcFunction, pkg: Package, latest: FcFunction): boolean =>
  checksumOf(version) === pkg.crc64 && statusOf(version) === 'ready' && sameConfiguration(version, latest);

/** Without a lock: what LATEST holds is compared right before the write, and what came of it right after. */
async function putLatest(
  options: PublishOptions,
  { checksum }: Version,
  { expected, archive }: PutLatestOptions,
): Promise<FcFunction> {
  const now = await waitUntilReady(options);
  if (checksumOf(now) === checksum) return now;
  if (!expected.includes(checksumOf(now) ?? '')) {
    throw new DeployError('conflict', `LATEST holds code that this run does not know (CRC-64 ${checksumOf(now)}).`, {
      next: 'Someone else uploaded it, so it was left as it is.',
    });
  }
  const after = await uploadCode(await archive(), options);
  return await waitUntilReady(options, undefined, after);
}

/** Uploads to LATEST and compares what came of it. */
async function uploadCode(pkg: Archive, { api, capabilities, inline, stored }: PublishOptions): Promise<FcFunction> {
  if (pkg.bytes > capabilities.maxPackageBytes && !stored) {
    throw new DeployError(
      'refused',
      `The package has ${pkg.bytes} bytes; at most ${capabilities.maxPackageBytes} go up without a bucket.`,
      {
        next: 'Name a `bucket` of OSS in the function’s region.',
      },
    );
  }
  const { body, headers = {} } =
    stored && pkg.bytes > capabilities.maxPackageBytes ? await stored(pkg) : await inline(pkg);
  const { body: after } = await api.updateCode(body, headers);
  const checksum = checksumOf(after);
  if (checksum === undefined || checksum === pkg.crc64) return after;
  throw new DeployError('conflict', `LATEST holds other code (CRC-64 ${checksum}) right after the upload.`, {
    next: 'Someone else uploads to the same function right now. Run it again when that has ended.',
  });
}

/** Waits until LATEST (or a version) may take traffic. `seen`: what was read already. */
async function waitUntilReady(
  { api, context }: PublishOptions,
  qualifier?: string,
  seen?: FcFunction,
): Promise<FcFunction> {
  const { clock, deadline, signal } = context;
  const what = qualifier ? `version ${qualifier} to be ready` : 'LATEST to be ready';
  let next = seen;
  let last = '';
  return await waitFor({ clock, deadline, signal, what, last: () => last }, async () => {
    const now = next ?? (await api.getFunction(qualifier)).body;
    next = undefined;
    last = stateText(now);
    if (statusOf(now) === 'failed') {
      const reason = now.lastUpdateStatusReason ?? now.stateReason ?? last;
      throw new DeployError(
        'vendor',
        `Function Compute could not make ${qualifier ? `version ${qualifier}` : 'LATEST'} ready: ${reason}.`,
        {
          next: 'Look at the function in the console; traffic was not moved.',
        },
      );
    }
    return statusOf(now) === 'ready' ? now : undefined;
  });
}

interface PublishedVersion {
  id: string;
  created: boolean;
  row: FcVersion;
}

/**
 * A new number, or the newest one when nothing differs from it. Where the end of a publish is unclear, another one
 * is harmless: the vendor refuses it when the first took effect.
 */
async function publishVersion(api: FcApi, note: string, context: ProviderContext): Promise<PublishedVersion> {
  for (let count = 1; ; count++) {
    try {
      const { body } = await api.publish(note);
      return { id: versionNumber(body), created: true, row: body };
    } catch (error) {
      const pause = nextWritePause(error, { ...context, count });
      if (pause !== undefined) {
        await context.clock.sleep(pause, context.signal);
        continue;
      }
      const row = isNothingToPublish(error) ? await api.newest() : undefined;
      if (!row) throw error;
      return { id: versionNumber(row), created: count > 1 && row.description === note, row };
    }
  }
}

function versionNumber(row: FcVersion): string {
  const id = String(row.versionId ?? '');
  if (isVersionNumber(id)) return id;
  throw new DeployError('vendor', 'Function Compute published a version without a number.', { next: 'Run it again.' });
}

/** Whoever uploads between our upload and our publish gets his code under our number: that one is never pointed at. */
async function verifyPublished(
  options: PublishOptions,
  id: string,
  pkg: Package,
  created: boolean,
): Promise<FcFunction> {
  const version = await waitUntilReady(options, id);
  // Both know it; where the one says nothing, the other is asked.
  const checksum = checksumOf(version) ?? (await options.api.code(id)).body.checksum;
  if (checksum === pkg.crc64) return version;
  const what = created
    ? `was published, but holds other code (CRC-64 ${checksum}, ours is ${pkg.crc64})`
    : 'is the newest, and holds other code';
  throw new DeployError('conflict', `Version ${id} ${what}. No traffic was moved.`, {
    next: 'Someone else deployed the same function at the same moment. Run it again when that has ended.',
  });
}

function refuseImage({ runtime }: FcFunction): void {
  if (runtime !== 'custom-container') return;
  throw new DeployError('refused', 'The function runs a container image, and this action ships code packages.', {
    next: 'Use a function with a code runtime.',
  });
}
