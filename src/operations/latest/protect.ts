import { collect } from '../../core/collect.js';
import { DeployError } from '../../core/errors.js';
import { formatBytes } from '../../core/format.js';
import { PINNED_VERSION } from '../../core/journal.js';
import type { Version } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import type { Provider } from '../../core/provider.js';
import { withArchive } from '../shared/version-code.js';

/**
 * `latest-callers: protect`: at every point of rest the newest upload holds the code of the version that has the
 * traffic, so that those who call it get what everybody gets. Its configuration is never touched.
 */

/**
 * The version whose code is to go back after an upload. undefined: nothing is live, so there is nothing to protect.
 * Throws `refused`, before anything is sent, where it could not be put back.
 */
export async function protectedVersion({ provider, request, receipt }: OperationContext): Promise<Version | undefined> {
  const stable = receipt.before?.stable;
  if (stable === undefined) return undefined;
  const { maxPackageBytes, title, latest } = provider.capabilities;
  if (!provider.putLatest) throw cannot(`${title} has no way to put code back into ${latest}.`);
  const version = await liveVersion(provider, stable);
  if (!version?.checksum) throw cannot(`Version ${stable}, which is live, could not be read.`);
  if ((version.bytes ?? 0) <= maxPackageBytes || request.bucket) return version;
  throw cannot(
    `Version ${stable}, which is live, has ${formatBytes(version.bytes ?? 0)}, too much to send back without a bucket.`,
  );
}

/** A dry run does not pin: the version that would be made holds what the newest upload does. */
async function liveVersion(provider: Provider, stable: string): Promise<Version | undefined> {
  if (stable !== provider.capabilities.latest) return provider.version(stable);
  const latest = await provider.latest?.();
  return latest && { ...latest, id: PINNED_VERSION };
}

const cannot = (why: string): DeployError =>
  new DeployError('refused', `\`latest-callers: protect\` cannot be kept. ${why}`, {
    next: 'Name a `bucket`, or write `latest-callers: warn`. Nothing was uploaded.',
  });

/** Puts a version's code back, in place of what `expected` names. Returns what the newest upload holds then. */
export async function putBack(
  context: Pick<OperationContext, 'signal' | 'stage' | 'log'> & { provider: Provider },
  version: Version,
  expected: readonly string[],
): Promise<Version | undefined> {
  const { provider, stage } = context;
  return withArchive(context, version, (archive) =>
    stage('put back', async () => provider.putLatest?.(version, { expected, archive })),
  );
}

/** The hashes of all published versions: code that is not lost when something else takes its place. */
export async function publishedChecksums(provider: Provider): Promise<string[]> {
  const versions = await collect(provider.versions());
  return versions.flatMap(({ checksum }) => (checksum === undefined ? [] : [checksum]));
}
