import { bufferBody } from '../../core/http/json-body.js';
import { parseHttpResponse } from '../../core/http-response.js';
import type { CallResult, InvokeOptions, ProviderContext } from '../../core/provider.js';
import type { FcApi } from './fc-api.js';

/** Bytes of an answer that are kept. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** Runs one version once. Never repeated after it was sent: what the function does may not be safe to do twice. */
export function createInvokeVersion(api: FcApi, { clock }: ProviderContext) {
  return async (version: string, payload: string, options: InvokeOptions = {}): Promise<CallResult> => {
    const request = bufferBody(Buffer.from(payload), 'application/octet-stream');
    const started = clock.now();
    const { status, headers, body } = await api.invoke(version, request, options.log ? 'Tail' : 'None');
    const error = headers['x-fc-error-type'];
    // The header that Serverless Devs shows as the qualifier, for 3.0 too (https://github.com/devsapp/fc3).
    const ran = headers['x-fc-invocation-service-version'];
    // The last 4 KB of the log: https://www.alibabacloud.com/help/en/functioncompute/fc-3-0/developer-reference/api-fc-2023-03-30-invokefunction
    const log = headers['x-fc-log-result'];
    const ms = clock.now() - started;
    const text = body.toString('utf8', 0, MAX_BODY_BYTES);
    const said = error || status > 299 ? undefined : parseHttpResponse(text);
    return {
      status: said?.status ?? status,
      body: said?.body ?? text,
      ms,
      ...(error && { error }),
      ...(ran && { version: ran }),
      ...(log && { log: Buffer.from(log, 'base64').toString('utf8') }),
    };
  };
}
