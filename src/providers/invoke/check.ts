import type { ProviderModule } from '../../core/provider.js';
import { readConnection } from './connection.js';

/** Throws `input`. Loads no HTTP client. */
export const check: ProviderModule['check'] = (target, env) => {
  readConnection(target, env);
};
