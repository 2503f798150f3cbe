import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { envelope } from './responses.js';
import type { InvokeState } from './state.js';

/** The two guards of the real server say their no in different words. */
const WORDS = { open: 'No valid authentication provided', strict: 'Authentication required' };

/**
 * Undefined: the key is right. A Bearer header is taken as the key, and then X-API-Key is not looked at. `strict`
 * routes also refuse a write that a page of another site sends.
 */
export function unauthorised(
  world: InvokeState,
  request: SandboxRequest,
  guard: keyof typeof WORDS,
): SandboxAnswer | undefined {
  const { headers } = request;
  if (guard === 'strict' && request.method !== 'GET' && isForeign(request)) {
    return envelope(world, 403, 'Cross-origin request blocked');
  }
  const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
  const key = bearer ?? headers['x-api-key'];
  return key === world.settings.apiKey ? undefined : envelope(world, 401, WORDS[guard]);
}

function isForeign({ headers }: SandboxRequest): boolean {
  const from = headers.origin ?? headers.referer;
  if (from === undefined) return false;
  return !URL.canParse(from) || new URL(from).host !== headers.host;
}
