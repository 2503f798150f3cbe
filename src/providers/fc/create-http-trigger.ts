import { DeployError, mayHaveTakenEffect } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import type { Provider } from '../../core/provider.js';
import type { FcTrigger } from './api-types.js';
import type { FcApi } from './fc-api.js';

/** The name of the trigger that belongs to an alias, and goes with it. */
export const triggerName = (alias: string): string => `http-${alias}`.slice(0, 128);

/** Every method that an HTTP trigger knows. */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];

/**
 * Makes an HTTP trigger for the alias, or finds the one there is. Only `public` makes it anonymous; otherwise callers
 * sign (https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/user-guide/configure-an-http-trigger-for-a-function-and-invoke-the-function-by-using-http-requests).
 */
export function createExpose(api: FcApi, log: Log): NonNullable<Provider['expose']> {
  const found = async (alias: string): Promise<FcTrigger | undefined> => {
    for await (const one of api.triggers()) {
      if (one.triggerType === 'http' && one.qualifier === alias && triggerUrl(one)) return one;
    }
    return undefined;
  };
  return async (alias, options) => {
    const triggerConfig = JSON.stringify(triggerConfigFor(options.public));
    const there = await found(alias);
    const url = there && triggerUrl(there);
    if (url) {
      await adjustAccess(there, { alias, triggerConfig, open: options.public }, { api, log });
      return url;
    }
    try {
      const { body } = await api.createTrigger({
        qualifier: alias,
        triggerConfig,
        triggerName: triggerName(alias),
        triggerType: 'http',
      });
      const made = triggerUrl(body);
      if (made) return made;
    } catch (error) {
      if (!mayHaveTakenEffect(error)) throw error;
    }
    // 2.0 answers without the URL, and an unclear end is looked up.
    const made = await found(alias);
    const late = made && triggerUrl(made);
    if (late) return late;
    throw new DeployError('vendor', `Function Compute made no URL for the alias ${alias}.`, {
      next: `Look at the trigger ${triggerName(alias)} in the console.`,
    });
  };
}

const triggerConfigFor = (open: boolean) => ({
  authType: open ? 'anonymous' : 'function',
  methods: METHODS,
  disableURLInternet: false,
});

const triggerUrl = ({ httpTrigger, urlInternet }: FcTrigger): string | undefined =>
  httpTrigger?.urlInternet ?? urlInternet ?? undefined;

/** Opens a trigger of ours when that was asked for; nothing that is open is closed in passing, but it is said. */
async function adjustAccess(
  there: FcTrigger,
  { alias, triggerConfig, open }: { alias: string; triggerConfig: string; open: boolean },
  { api, log }: { api: FcApi; log: Log },
): Promise<void> {
  if (isOpen(there) === open) return;
  const { triggerName: name = '' } = there;
  if (!open) log.warning(`The URL of ${alias} is public already (trigger ${name}) and was left so.`);
  else if (name === triggerName(alias)) await api.updateTrigger(name, { qualifier: alias, triggerConfig });
  else log.warning(`The trigger ${name} of ${alias} was made by someone else and asks for signatures; it was left so.`);
}

function isOpen({ triggerConfig }: FcTrigger): boolean {
  const config = typeof triggerConfig === 'string' ? parseJson(triggerConfig) : triggerConfig;
  return (config as { authType?: unknown } | null | undefined)?.authType === 'anonymous';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
