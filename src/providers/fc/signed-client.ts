import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { OpenApiUtil } from '@alicloud/openapi-core';
import { DeployError } from '../../core/errors.js';
import type { ProviderContext } from '../../core/provider.js';
import type { GetAccessKeys } from './credentials.js';
import { readRefusal, refusalError } from './refusals.js';
import { type Outcome, persist, succeeded, wasUnsent } from './repeat.js';
import { exchange, NoAnswer, type Received } from './transport.js';

const ALGORITHM = 'ACS3-HMAC-SHA256';
/** of one control request, in ms */
const PATIENCE = 30_000;

/** A body that can be read more than once: first for its hash, then for each attempt. */
export interface ReplayableBody {
  type: string;
  bytes: number;
  /** hex */
  sha256: string;
  open(): Readable | Buffer;
}

export interface ApiCall {
  /** the vendor's name of the operation: signed, and what RAM policies allow as fc:<action> */
  action: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** its segments are encoded already */
  path: string;
  query?: Record<string, string | undefined>;
  headers?: Record<string, string>;
  /** an object goes out as JSON */
  body?: object;
  raw?: ReplayableBody;
  /** doing it twice is the same as doing it once; default: GET */
  safe?: boolean;
  /** ms; default 30 s */
  timeoutMs?: number;
  /** what is no refusal of the vendor's, although its status is no 2xx */
  answers?: (answer: Received<Buffer>) => boolean;
  /** stop when the run is told to: not for reads and moves of the pointer, which putting traffic back needs */
  stoppable?: boolean;
}

export interface SignedClient {
  /** Any 2xx, and what the call counts as an answer. Throws `vendor`, `conflict` (412, concurrent update), `network` or `interrupted`. */
  call(call: ApiCall): Promise<Received<Buffer>>;
  /** The same for JSON. */
  json<T>(call: ApiCall): Promise<{ body: T; headers: Record<string, string> }>;
  /** requests so far, repeated ones counted once */
  sent(): number;
}

export interface SignedClientOptions {
  origin: string;
  /** the API's date, "2023-03-30" */
  api: string;
  credentials: GetAccessKeys;
  context: ProviderContext;
}

/**
 * Signs with the official generic client, and adds what that one lacks (docs/adr/0003-alibaba-client.md): an answer's
 * status and headers whatever its body, Retry-After, an end to waiting, and bodies that are not held in memory.
 */
export function createSignedClient(options: SignedClientOptions): SignedClient {
  let count = 0;
  const call = async (one: ApiCall): Promise<Received<Buffer>> => {
    count++;
    const { clock, signal, deadline } = options.context;
    const safe = one.safe ?? one.method === 'GET';
    // Putting traffic back goes on after the deadline and after the signal.
    const end = one.stoppable ? { signal, until: deadline } : {};
    const outcome = await persist(() => once(options, one), { safe, clock, ...end });
    if (succeeded(outcome) || (!(outcome instanceof NoAnswer) && one.answers?.(outcome))) return outcome;
    throw failure(one, outcome);
  };
  return {
    call,
    sent: () => count,
    async json<T>(one: ApiCall) {
      const { body, headers, status } = await call(one);
      return { body: parsed<T>(one, body, status), headers };
    },
  };
}

async function once(options: SignedClientOptions, call: ApiCall): Promise<Outcome> {
  const { context, origin } = options;
  const { method, path, raw, stoppable, timeoutMs = PATIENCE } = call;
  const body = raw ?? (call.body ? jsonBody(call.body) : undefined);
  const query = Object.fromEntries(Object.entries(call.query ?? {}).filter(isGiven));
  const headers = await sign(options, call, query, body);
  const url = `${origin}${path}${queryString(query)}`;
  const signal = stoppable ? context.signal : undefined;
  return await exchange({ method, url, headers, body: body?.open(), timeoutMs, signal });
}

const isGiven = (pair: [string, string | undefined]): pair is [string, string] => pair[1] !== undefined;

/** Signed anew for each attempt: a nonce is good for one. */
async function sign(
  { origin, api, credentials }: SignedClientOptions,
  { action, method, path, headers: extra }: ApiCall,
  query: Record<string, string>,
  body: ReplayableBody | undefined,
): Promise<Record<string, string>> {
  const { provider, id, secret, token } = await credentials();
  const sha256 = body?.sha256 ?? createHash('sha256').digest('hex');
  const headers: Record<string, string> = {
    host: new URL(origin).host,
    accept: 'application/json',
    'user-agent': OpenApiUtil.getUserAgent('versioned-deploy'),
    'x-acs-version': api,
    'x-acs-action': action,
    'x-acs-date': OpenApiUtil.getTimestamp(),
    'x-acs-signature-nonce': OpenApiUtil.getNonce(),
    'x-acs-content-sha256': sha256,
    'x-acs-credentials-provider': provider,
    ...(token && { 'x-acs-accesskey-id': id, 'x-acs-security-token': token }),
    ...(body && { 'content-type': body.type, 'content-length': String(body.bytes) }),
    ...extra,
  };
  const signed = { protocol: 'https', port: 443, method, pathname: path, query, headers } as SignedRequest;
  headers.authorization = OpenApiUtil.getAuthorization(signed, ALGORITHM, sha256, id, secret);
  return headers;
}

/** The library's type asks for a body, which its signature does not read. */
type SignedRequest = Parameters<typeof OpenApiUtil.getAuthorization>[0];

function jsonBody(value: object): ReplayableBody {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    type: 'application/json; charset=utf-8',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    open: () => bytes,
  };
}

/** RFC 3986: encodeURIComponent leaves !'()* alone, which the canonical query does not. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function queryString(query: Record<string, string>): string {
  const pairs = Object.keys(query)
    .sort()
    .map((key) => `${encodeRfc3986(key)}=${encodeRfc3986(query[key] ?? '')}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function failure({ action, method }: ApiCall, outcome: Outcome): DeployError {
  if (!(outcome instanceof NoAnswer)) {
    return refusalError(action, readRefusal(outcome.status, outcome.headers, outcome.body), method !== 'GET');
  }
  const { code, message } = outcome;
  const unknown = method === 'GET' || wasUnsent(code) ? '' : ' Whether it took effect is not known.';
  return new DeployError('network', `No answer from Function Compute to ${action}: ${message}.${unknown}`, {
    code,
    next: wasUnsent(code) ? 'Check `region`, `endpoint` and the network, then run it again.' : 'Run it again.',
  });
}

function parsed<T>({ action }: ApiCall, body: Buffer, status: number): T {
  try {
    return JSON.parse(body.toString()) as T;
  } catch {
    const { message } = readRefusal(status, {}, body);
    throw new DeployError('vendor', `Function Compute answered ${action} with ${status} and ${message}.`, {
      status,
      next: 'Check `endpoint`: something else than Function Compute seems to answer there.',
    });
  }
}
