import { DeployError } from '../../core/errors.js';
import type { Version } from '../../core/model.js';
import type { PutLatestOptions } from '../../core/provider.js';
import type { FcFunction } from './api-types.js';
import { checksumOf, noteAndDateOf, toVersion } from './convert-version.js';
import type { PublishOptions } from './publish-options.js';
import { publishVersion } from './publish-version.js';
import { uploadCode } from './upload-code.js';
import { waitUntilReady } from './wait-until-ready.js';

/** Freezes what LATEST holds as a version; one that differs in nothing from the newest is the newest. */
export async function pinLatest(options: PublishOptions, note: string): Promise<Version> {
  refuseImage(await waitUntilReady(options));
  const { id, row } = await publishVersion(options.api, note, options.context);
  return { ...toVersion(id, await waitUntilReady(options, id)), ...noteAndDateOf(row) };
}

/** Without a lock: what LATEST holds is compared right before the write, and what came of it right after. */
export async function putLatest(
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

/** Throws `refused`: what a container runs is not code that we ship. */
export function refuseImage({ runtime }: FcFunction): void {
  if (runtime !== 'custom-container') return;
  throw new DeployError('refused', 'The function runs a container image, and this action ships code packages.', {
    next: 'Use a function with a code runtime.',
  });
}
