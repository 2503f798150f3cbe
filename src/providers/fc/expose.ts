import { DeployError } from '../../core/errors.js';
import type { Provider } from '../../core/provider.js';
import type { Api } from './api.js';
import type { Bindings } from './bindings.js';
import { isUnclear } from './fail.js';

/** The name of the trigger that belongs to an alias, and goes with it. */
export const triggerName = (alias: string): string => `http-${alias}`.slice(0, 128);

/** Every method that an HTTP trigger knows. */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];

/**
 * Makes an HTTP trigger for the alias, or finds the one there is. Only `public` makes it anonymous; otherwise callers
 * sign (https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/user-guide/configure-an-http-trigger-for-a-function-and-invoke-the-function-by-using-http-requests).
 */
export function createExpose(api: Api, bindings: Bindings): NonNullable<Provider['expose']> {
  const found = async (alias: string) =>
    (await bindings.triggers()).find(
      ({ what, qualifier, url }) => qualifier === alias && url && what.startsWith('HTTP '),
    );
  return async (alias, options) => {
    const there = await found(alias);
    if (there?.url) return there.url;
    const config = { authType: options.public ? 'anonymous' : 'function', methods: METHODS, disableURLInternet: false };
    try {
      const { body } = await api.createTrigger({
        qualifier: alias,
        triggerConfig: JSON.stringify(config),
        triggerName: triggerName(alias),
        triggerType: 'http',
      });
      const url = body.httpTrigger?.urlInternet ?? body.urlInternet;
      if (url) return url;
    } catch (error) {
      if (!isUnclear(error)) throw error;
    }
    // 2.0 answers without the URL, and an unclear end is looked up.
    const made = await found(alias);
    if (made?.url) return made.url;
    throw new DeployError('vendor', `Function Compute made no URL for the alias ${alias}.`, {
      next: `Look at the trigger ${triggerName(alias)} in the console.`,
    });
  };
}
