import type { Version, VersionStatus } from '../../core/model.js';
import type { FcFunction, FcVersion } from './api-types.js';

/** The vendor's word for the newest upload. */
export const LATEST = 'LATEST';

export const isVersionNumber = (id: string): boolean => /^[1-9]\d*$/.test(id);

export const checksumOf = ({ codeChecksum }: FcFunction): string | undefined =>
  codeChecksum === undefined || codeChecksum === null ? undefined : String(codeChecksum);

/** Missing words are good ones: code runtimes often send none. An unknown word is waited on. */
export function statusOf({ state, lastUpdateStatus }: FcFunction): VersionStatus {
  if (state === 'Failed' || lastUpdateStatus === 'Failed') return 'failed';
  const active = !state || state === 'Active' || state === 'Inactive';
  return active && (!lastUpdateStatus || lastUpdateStatus === 'Successful') ? 'ready' : 'pending';
}

export const stateText = ({ state, lastUpdateStatus }: FcFunction): string =>
  [state, lastUpdateStatus].filter(Boolean).join(', ') || 'no state';

export function toVersion(id: string, raw: FcFunction): Version {
  return {
    id,
    status: statusOf(raw),
    state: raw.state ?? undefined,
    createdAt: raw.createdTime,
    checksum: checksumOf(raw),
    bytes: raw.codeSize,
  };
}

export const noteAndDateOf = ({ createdTime, description }: FcVersion): Pick<Version, 'createdAt' | 'note'> => ({
  ...(createdTime !== undefined && { createdAt: createdTime }),
  ...(description && { note: description }),
});
