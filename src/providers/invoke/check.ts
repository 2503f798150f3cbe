import type { ProviderModule } from '../../core/provider.js';
import { readPlace } from './place.js';

/** Throws `input`. Loads no HTTP client. */
export const check: ProviderModule['check'] = (target, env) => {
  readPlace(target, env);
};
