import type { ProviderContext } from '../../core/provider.js';
import { readConnection } from './connection.js';
import type { InvokeTarget } from './inputs.js';

/** Throws `input`. Loads no HTTP client. */
export function check(target: InvokeTarget, env: ProviderContext['env']): void {
  readConnection(target, env);
}

export { configuredEndpoints } from './connection.js';
