import { callFunction } from '../../core/http/call-function.js';
import type { CallResult, ProviderContext } from '../../core/provider.js';
import type { AdminApi } from './admin-api.js';

/** The execution service itself gives up on a function after 30 s. */
const TIMEOUT_MS = 35_000;

/** Calls whatever version is live; the function's own key is looked up and sent only to a function that wants one. */
export function createCallLive(url: string, id: string, api: AdminApi, context: ProviderContext) {
  let key: string | undefined;
  const { clock, signal } = context;
  const send = (payload: string) => {
    const headers = key === undefined ? undefined : { 'x-api-key': key };
    return callFunction({ url, payload, headers, timeoutMs: TIMEOUT_MS, clock, signal });
  };
  return async (payload: string): Promise<CallResult> => {
    const answer = await send(payload);
    if (answer.status !== 401 || key !== undefined) return answer;
    key = (await api.getFunction(id)).apiKey;
    return key === undefined ? answer : await send(payload);
  };
}
