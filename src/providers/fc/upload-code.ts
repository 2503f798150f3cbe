import { DeployError } from '../../core/errors.js';
import type { Archive } from '../../core/model.js';
import type { WriteStep } from '../../core/provider.js';
import { sendUnwritten } from '../../core/publish-step.js';
import type { FcFunction } from './api-types.js';
import { checksumOf, LATEST } from './convert-version.js';
import type { PublishOptions } from './publish-options.js';

/** Uploads to LATEST, through the bucket where it must, and compares what came of it. `then` waits for its end. */
export async function uploadCode(
  pkg: Archive,
  options: PublishOptions,
  write: WriteStep = sendUnwritten,
  then: (after: FcFunction) => Promise<unknown> = async () => undefined,
): Promise<FcFunction> {
  const { api } = options;
  const { body, headers = {}, from } = await codeOf(pkg, options, write);
  const what = from ? `have ${LATEST} take it from ${from}` : `upload ${pkg.bytes} bytes to ${LATEST}`;
  return write({ kind: 'upload', what, checksum: pkg.crc64 }, async () => {
    const { body: after } = await api.updateCode(body, headers);
    const checksum = checksumOf(after);
    if (checksum !== undefined && checksum !== pkg.crc64) throw otherCode(checksum);
    await then(after);
    return after;
  });
}

const otherCode = (checksum: string): DeployError =>
  new DeployError('conflict', `LATEST holds other code (CRC-64 ${checksum}) right after the upload.`, {
    writeAccepted: true,
    next: 'Someone else uploads to the same function right now. Run it again when that has ended.',
  });

/** The body of the update. A large package goes to the bucket first (`from`), which is a write of its own. */
async function codeOf(pkg: Archive, { capabilities, inline, stored }: PublishOptions, write: WriteStep) {
  if (pkg.bytes <= capabilities.maxPackageBytes) return { ...(await inline(pkg)), from: undefined };
  if (!stored) {
    throw new DeployError(
      'refused',
      `The package has ${pkg.bytes} bytes; at most ${capabilities.maxPackageBytes} go up without a bucket.`,
      { next: 'Name a `bucket` of OSS in the function’s region.' },
    );
  }
  const what = `upload ${pkg.bytes} bytes to the bucket`;
  return { ...(await write({ kind: 'upload', what }, () => stored(pkg))), from: 'the bucket' };
}
