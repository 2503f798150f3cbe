import { DeployError } from '../../core/errors.js';
import type { Archive } from '../../core/model.js';
import type { FcFunction } from './api-types.js';
import { checksumOf } from './convert-version.js';
import type { PublishOptions } from './publish-options.js';

/** Uploads to LATEST and compares what came of it. */
export async function uploadCode(
  pkg: Archive,
  { api, capabilities, inline, stored }: PublishOptions,
): Promise<FcFunction> {
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
