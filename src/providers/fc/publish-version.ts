import { DeployError } from '../../core/errors.js';
import { nextWritePause } from '../../core/http/next-pause.js';
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
 * is harmless: the vendor refuses it when the first took effect.
 */
export async function publishVersion(api: FcApi, note: string, context: ProviderContext): Promise<PublishedVersion> {
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
