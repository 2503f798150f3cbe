import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest, SourceData } from '@smithy/types';
import type { SandboxContext, SandboxRequest } from '../../../sandbox/kit/types.js';
import { LambdaRefusal } from './refusals.js';

/** The keys that the sandbox takes: those of AWS's own documentation, which scanners know as examples. */
export const KEYS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
/** A session, as OIDC gives: this key works only with this token. */
export const SESSION_KEYS = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
  sessionToken: 'sandbox-session-token',
};

const SKEW_MS = 15 * 60_000;

/** AWS's SHA-256, or HMAC with a secret, in the shape that the signer takes. */
class Sha256 {
  private readonly hash;
  constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: SourceData): void {
    this.hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

function bytesOf(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

export function signer(service: string, region: string, credentials: typeof KEYS = KEYS): SignatureV4 {
  // S3 signs the path as it is, the others encode it once more.
  const uriEscapePath = service !== 's3';
  return new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath, applyChecksum: false });
}

export interface Scope {
  region: string;
  service: string;
}

interface Claimed extends Scope {
  accessKeyId: string;
  date: string;
  signedHeaders: string[];
  signature: string;
}

const refused = (status: number, type: string, message: string) => new LambdaRefusal(status, type, message);

/** Recomputes the signature with the vendor's own signer. Throws AWS's refusals; answers what it was signed for. */
export async function verify(
  request: SandboxRequest,
  context: Pick<SandboxContext, 'clock' | 'secret'>,
): Promise<Scope> {
  const now = context.clock.now();
  const claimed = claimOf(request);
  const credentials = credentialsOf(claimed.accessKeyId, request.headers['x-amz-security-token'], keysOf(context));
  const signedAt = dateOf(request.headers['x-amz-date']);
  if (Math.abs(now - signedAt) > SKEW_MS) {
    throw refused(403, 'InvalidSignatureException', `Signature expired: ${request.headers['x-amz-date']} is not now`);
  }
  verifyBody(request);
  const expected = await signer(claimed.service, claimed.region, credentials).sign(plainRequest(request, claimed), {
    signingDate: new Date(signedAt),
    signableHeaders: new Set(claimed.signedHeaders),
  });
  const signature = /Signature=([0-9a-f]+)/.exec(expected.headers.authorization ?? '')?.[1] ?? '';
  if (!sameText(signature, claimed.signature)) {
    throw refused(
      403,
      claimed.service === 's3' ? 'SignatureDoesNotMatch' : 'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }
  return { region: claimed.region, service: claimed.service };
}

const HEADER =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

function claimOf({ headers }: SandboxRequest): Claimed {
  if (!headers.authorization) {
    throw refused(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const parts = HEADER.exec(headers.authorization);
  if (!parts) throw refused(403, 'IncompleteSignatureException', 'The Authorization header is not a signature');
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] = parts;
  const signedHeaders = signed.split(';');
  if (!signedHeaders.includes('host')) {
    throw refused(403, 'IncompleteSignatureException', "'Host' must be a 'SignedHeader' in the AWS Authorization.");
  }
  return { accessKeyId, date, region, service, signedHeaders, signature };
}

/** The keys of one sandbox. */
export const keysOf = ({ secret = KEYS.secretAccessKey }: Pick<SandboxContext, 'secret'>): typeof KEYS => ({
  ...KEYS,
  secretAccessKey: secret,
});

function credentialsOf(accessKeyId: string, token: string | undefined, keys: typeof KEYS): typeof KEYS {
  if (accessKeyId === keys.accessKeyId && token === undefined) return keys;
  if (accessKeyId === SESSION_KEYS.accessKeyId && token === SESSION_KEYS.sessionToken) return SESSION_KEYS;
  throw refused(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
}

function dateOf(text = ''): number {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const time = Date.parse(iso);
  if (Number.isNaN(time))
    throw refused(403, 'IncompleteSignatureException', "Authorization header requires 'X-Amz-Date'");
  return time;
}

/** The hash in the header is what the signature covers; it must be the body's own. */
function verifyBody({ headers, body }: SandboxRequest): void {
  const said = headers['x-amz-content-sha256'];
  if (said === undefined || said === 'UNSIGNED-PAYLOAD' || said.startsWith('STREAMING-')) return;
  if (!sameText(said, createHash('sha256').update(body).digest('hex'))) {
    throw refused(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match the body.",
    );
  }
}

function plainRequest({ method, rawUrl, url, headers, body }: SandboxRequest, { signedHeaders }: Claimed): HttpRequest {
  const kept = new Set([...signedHeaders, 'x-amz-content-sha256']);
  return {
    method,
    protocol: 'http:',
    hostname: url.hostname,
    path: rawUrl.split('?', 1)[0] ?? '/',
    query: queryOf(url.searchParams),
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => kept.has(name))),
    body,
  } as HttpRequest;
}

export function queryOf(params: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(params.keys())) {
    const all = params.getAll(name);
    query[name] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return query;
}

export function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
