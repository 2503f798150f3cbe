import type { ConfigurationDiff } from '../../core/configuration-diff.js';
import { afterAcceptedWrite, DeployError } from '../../core/errors.js';
import type { Alias, Package, Version } from '../../core/model.js';
import type { HandlerSetting, PublishResult, PutLatestOptions, WriteStep } from '../../core/provider.js';
import { sendUnwritten } from '../../core/publish-step.js';
import type { FcFunction } from './api-types.js';
import { configurationDiff, readVersionsOnce, sameConfiguration } from './compare-configurations.js';
import { checksumOf, LATEST, noteAndDateOf, statusOf, toVersion } from './convert-version.js';
import { handlerSetting } from './handler-setting.js';
import { pinLatest, putLatest, refuseImage } from './latest-code.js';
import type { PublishOptions } from './publish-options.js';
import { publishVersion } from './publish-version.js';
import { uploadCode } from './upload-code.js';
import { waitUntilReady } from './wait-until-ready.js';

export interface Publisher {
  /** what LATEST calls, as last read */
  handler(): Promise<HandlerSetting | undefined>;
  configurationDiff(from: string, to: string | Package): Promise<ConfigurationDiff | undefined>;
  find(pkg: Package, live: Alias | undefined): Promise<Version | undefined>;
  publish(pkg: Package, note: string, write?: WriteStep): Promise<PublishResult>;
  /** LATEST as it is now */
  latest(): Promise<Version>;
  pinLatest(note: string): Promise<Version>;
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
    pinLatest: (note) => pinLatest(options, note),
    putLatest: async (version, put) => toVersion(LATEST, await putLatest(options, version, put)),
    async publish(pkg, note, write = sendUnwritten) {
      const before = latest ?? (await look());
      refuseImage(before);
      // A failed update may leave the checksum of what never came to be.
      latest = undefined;
      const known = checksumOf(before) === pkg.crc64 && statusOf(before) !== 'failed';
      if (!known && statusOf(before) === 'pending') await waitUntilReady(options, undefined, before);
      if (known) await waitUntilReady(options, undefined, before);
      else await upload(options, pkg, write);
      return write({ kind: 'publish', what: `publish what ${LATEST} holds as a new version` }, async () => {
        const { id, created, row } = await publishVersion(api, note, context);
        if (!created && !known)
          context.log.notice(`Version ${id} holds this code already: its description is another run’s.`);
        const version = await afterAcceptedWrite(() => verifyPublished(options, id, pkg, created));
        const uploadedBytes = known ? 0 : pkg.bytes;
        return { version: { ...toVersion(id, version), ...noteAndDateOf(row) }, created, uploadedBytes };
      });
    },
  };
}

/** Sends the code, and waits until LATEST is ready with it. */
async function upload(options: PublishOptions, pkg: Package, write: WriteStep): Promise<void> {
  await uploadCode(pkg, options, write, (after) => afterAcceptedWrite(() => waitUntilReady(options, undefined, after)));
}

/** The same code with another configuration is another version. */
const hasSameCodeAndConfiguration = (version: FcFunction, pkg: Package, latest: FcFunction): boolean =>
  checksumOf(version) === pkg.crc64 && statusOf(version) === 'ready' && sameConfiguration(version, latest);

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
