import { DeployError, mayHaveTakenEffect } from '../../core/errors.js';
import { pauseInTime } from '../../core/http/next-pause.js';
import type { ProviderContext } from '../../core/provider.js';
import type { FcVersion } from './api-types.js';
import { isVersionNumber } from './convert-version.js';
import type { FcApi } from './fc-api.js';
import { isNothingToPublish } from './vendor-errors.js';

interface PublishedVersion {
  id: string;
  created: boolean;
  row: FcVersion;
}

/**
 * A new number, or the newest one when nothing differs from it. Where the end of a publish is unclear, another one
 * is harmless: the vendor refuses it when the first took effect. So it is sent until there is a clear answer or the
 * deadline comes, and then the newest version is looked at.
 */
export async function publishVersion(api: FcApi, note: string, context: ProviderContext): Promise<PublishedVersion> {
  for (let count = 1; ; count++) {
    try {
      const { body } = await api.publish(note);
      return { id: versionNumber(body), created: true, row: body };
    } catch (error) {
      const pause = mayHaveTakenEffect(error) ? pauseInTime({ count, doubtful: false }, context) : undefined;
      if (pause === undefined) return lookUpPublished(api, error, { note, again: count > 1 });
      await context.clock.sleep(pause, context.signal);
    }
  }
}

/** The newest version where that is what the publish makes, or has made. Throws `error` otherwise. */
async function lookUpPublished(
  api: FcApi,
  error: unknown,
  { note, again }: { note: string; again: boolean },
): Promise<PublishedVersion> {
  const nothingNew = isNothingToPublish(error);
  const row = nothingNew || mayHaveTakenEffect(error) ? await newest(api, error) : undefined;
  const ours = row?.description === note;
  if (!row || !(nothingNew || ours)) throw error;
  return { id: versionNumber(row), created: ours && (again || !nothingNew), row };
}

/** What cannot be looked up leaves the error as it was. */
const newest = (api: FcApi, error: unknown): Promise<FcVersion | undefined> =>
  api.newest().catch(() => {
    throw error;
  });

function versionNumber(row: FcVersion): string {
  const id = String(row.versionId ?? '');
  if (isVersionNumber(id)) return id;
  throw new DeployError('vendor', 'Function Compute published a version without a number.', { next: 'Run it again.' });
}
