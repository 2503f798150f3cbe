import { isConflict } from '../../core/errors.js';
import { pauseInTime } from '../../core/http/next-pause.js';
import type { Alias, Package } from '../../core/model.js';
import type { OperationContext } from '../../core/operation.js';
import type { PublishResult } from '../../core/provider.js';
import { movesTraffic } from '../../core/request.js';
import { findIntrusion } from '../../traffic/overtaken.js';

/**
 * Publishes, and uploads again when somebody else's upload came in between: the newest upload is one place for all runs.
 * Throws `superseded` when a newer commit than the one that this run would make live went live meanwhile.
 */
export async function publishContended(
  context: OperationContext,
  pkg: Package,
  note: string,
  live: Alias | undefined,
): Promise<PublishResult> {
  const { provider, request, receipt, clock, signal, log } = context;
  for (let count = 1; ; count++) {
    try {
      return await provider.publish(pkg, note);
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (receipt.effect === 'publishes' && movesTraffic(request)) {
        await findIntrusion(context, live, await provider.alias(request.alias));
      }
      const pause = pauseInTime({ count, doubtful: false }, context);
      if (pause === undefined) throw error;
      log.info(`${error.message} Uploading again in a moment.`);
      await clock.sleep(pause, signal);
    }
  }
}
