import { Readable } from 'node:stream';
import { type AxiosResponse, isAxiosError } from 'axios';
import { DeployError, messageOf } from '../errors.js';
import { isUnresolved } from '../unknown-region.js';
import type { AttemptOptions } from './attempt.js';
import { readableText } from './readable-text.js';
import { type HttpAnswer, readRefusal } from './refusal.js';
import { CUT_OFF, DAMAGED, type FailedAttempt, type RetryPolicy, wasUnsent } from './retry-policy.js';
import type { HttpRequest, HttpService } from './types.js';

/** Headers with lower-case names, and the body as it came. */
export const answerOf = <T>({ status, headers, data }: AxiosResponse<T>): HttpAnswer<T> => ({
  status,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])),
  body: data,
});

/** What an attempt that failed says about a repeat. */
export function failedAttempt(error: unknown): FailedAttempt {
  if (!isAxiosError(error)) return {};
  const { code, response } = error;
  if (!response || code === DAMAGED || code === CUT_OFF) return { code };
  return { status: response.status, code, retryAfter: answerOf(response).headers['retry-after'] };
}

/** The last error of a request as a DeployError. It holds neither the request nor its headers, which carry keys. */
export async function toDeployError(
  error: unknown,
  { request, service, context: { clock, deadline }, policy }: Omit<AttemptOptions, 'form'>,
): Promise<DeployError> {
  if (error instanceof DeployError) return error;
  const code = isAxiosError(error) ? error.code : undefined;
  const response = isAxiosError(error) ? error.response : undefined;
  if (response && code === DAMAGED) return damaged(response, request, service);
  if (response && code !== CUT_OFF) {
    const body = await bodyStart(response.data);
    return service.refusalError(readRefusal({ ...answerOf(response), body }, service.secret), request);
  }
  if (service.unknownHost && isUnresolved(code)) return service.unknownHost(new URL(service.url).hostname);
  if (code === 'ETIMEDOUT' && clock.now() >= deadline) {
    return new DeployError(
      'timeout',
      `The time was up before ${peerOf(service)} answered ${named(request, service)}.`,
      {
        next: 'Run it again to go on from here, or give a longer `timeout`.',
      },
    );
  }
  const detail = code === undefined || code.startsWith('ERR_BAD') ? messageOf(error) : detailOf(code, policy);
  const unknown = request.method === 'GET' || wasUnsent(code) ? '' : ' Whether it took effect is not known.';
  const shown = readableText(detail, { secret: service.secret });
  const message = `No answer from ${peerOf(service)} to ${named(request, service)} (${shown}).${unknown}`;
  return new DeployError('network', message, { code, next: adviceFor(code, service) });
}

const peerOf = ({ peer, name }: HttpService): string => peer ?? name;

const named = ({ what }: HttpRequest, { describe }: HttpService): string => describe?.(what) ?? what;

function detailOf(code: string, { silenceMs }: RetryPolicy): string {
  if (code === 'ETIMEDOUT') return `silent for ${silenceMs / 1000} s`;
  return code === CUT_OFF ? 'the answer broke off' : code;
}

function adviceFor(code: string | undefined, { unreachable }: HttpService): string {
  if (!/CERT|SELF_SIGNED|UNABLE_TO/.test(code ?? '')) return unreachable;
  return 'The runner does not trust its certificate: name the CA’s file in NODE_EXTRA_CA_CERTS.';
}

/** Something else answers there, or the answer was cut or mangled on its way: what it means is not known. */
function damaged(response: AxiosResponse, request: HttpRequest, service: HttpService): DeployError {
  const { status } = response;
  const said = readableText(String(response.data), { secret: service.secret });
  const shown = said === '' ? 'it is empty' : `"${said}"`;
  const problem = isJson(String(response.data)) ? 'is not about what was asked' : 'is not JSON';
  const message = `The answer of ${peerOf(service)} to ${named(request, service)} ${problem} (HTTP ${status}): ${shown}.`;
  return new DeployError('vendor', message, { status, next: service.unreachable });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const MAX_REFUSAL_BYTES = 10_000;

/** The beginning of a refusal's body, also where the answer was to be a stream. */
async function bodyStart(data: unknown): Promise<Buffer> {
  if (Buffer.isBuffer(data)) return data;
  if (!(data instanceof Readable)) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of data) {
      chunks.push(Buffer.from(chunk));
      bytes += chunk.length;
      if (bytes >= MAX_REFUSAL_BYTES) break;
    }
  } catch {
    // What came so far has to do.
  }
  return Buffer.concat(chunks);
}
