import { waitFor } from '../../core/clock.js';
import { DeployError } from '../../core/errors.js';
import type { FcFunction } from './api-types.js';
import { stateText, statusOf } from './convert-version.js';
import type { PublishOptions } from './publish-options.js';

/** Waits until LATEST (or a version) may take traffic. `seen`: what was read already. */
export async function waitUntilReady(
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
