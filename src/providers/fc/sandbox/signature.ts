import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SandboxRequest } from '../../../sandbox/kit/types.js';
import { FcRefusal } from './refusals.js';
import type { FcState } from './types.js';

/** Keys that every sandbox knows. They open nothing else. */
export const SANDBOX_KEYS = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret' };
/** Temporary ones, with their token. */
export const SANDBOX_STS_KEYS = {
  accessKeyId: 'STS.sandbox',
  accessKeySecret: 'sandbox-secret',
  securityToken: 'sandbox-token',
};

const AUTHORIZATION_FORMAT = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/;
const REQUIRED_HEADERS = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
];
/** of the clocks, in ms */
const CLOCK_TOLERANCE_MS = 15 * 60_000;

/**
 * Computes the signature again from what arrived, by the vendor's description and not by its library
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature). Throws the refusal.
 */
export function verifySignature(world: FcState, request: SandboxRequest, action: string): void {
  const [, id = '', list = '', signature = ''] = AUTHORIZATION_FORMAT.exec(request.headers.authorization ?? '') ?? [];
  if (!signature) throw new FcRefusal(403, 'SignatureNotMatch', 'The Authorization header is missing or malformed.');
  const secret = secretOf(world, request, id);
  const names = list.split(';');
  checkHeaders(request, names);
  checkActionAndDate(world, request, action);
  if (createHash('sha256').update(request.body).digest('hex') !== request.headers['x-acs-content-sha256']) {
    throw signatureMismatch('x-acs-content-sha256 is not the hash of the body');
  }
  const expected = createHmac('sha256', secret).update(stringToSign(request, names)).digest('hex');
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    throw signatureMismatch('the request signature we calculated does not match the signature you provided');
  }
  refuseReusedNonce(world, request.headers['x-acs-signature-nonce'] ?? '');
}

/** The secret of a key; undefined: nobody has that key. */
export const keySecret = ({ settings, context }: FcState, id: string): string | undefined =>
  id === SANDBOX_KEYS.accessKeyId ? (context.secret ?? SANDBOX_KEYS.accessKeySecret) : settings.keys[id];

function secretOf(world: FcState, { headers }: SandboxRequest, id: string): string {
  const token = headers['x-acs-security-token'];
  if (id === SANDBOX_STS_KEYS.accessKeyId) {
    if (token === SANDBOX_STS_KEYS.securityToken && headers['x-acs-accesskey-id'] === id)
      return SANDBOX_STS_KEYS.accessKeySecret;
    throw new FcRefusal(403, 'InvalidSecurityToken', 'The security token is missing or not that of this key.');
  }
  const secret = keySecret(world, id);
  if (secret !== undefined) return secret;
  throw new FcRefusal(403, 'InvalidAccessKeyID', `access key id '${id}' is invalid`);
}

/** All that must be signed is there, and is signed. */
function checkHeaders({ headers }: SandboxRequest, names: string[]): void {
  for (const name of REQUIRED_HEADERS) {
    if (headers[name] === undefined) throw new FcRefusal(400, 'MissingRequiredHeader', `the header ${name} is missing`);
  }
  if (names.join(';') !== [...names].sort().join(';')) throw signatureMismatch('SignedHeaders are not sorted');
  const must = Object.keys(headers).filter(
    (name) => name === 'host' || name === 'content-type' || name.startsWith('x-acs-'),
  );
  const left = must.filter((name) => !names.includes(name));
  if (left.length > 0) throw signatureMismatch(`not signed: ${left.join(', ')}`);
  const absent = names.filter((name) => headers[name] === undefined);
  if (absent.length > 0) throw signatureMismatch(`signed, but not sent: ${absent.join(', ')}`);
}

function checkActionAndDate({ generation }: FcState, { headers }: SandboxRequest, action: string): void {
  if (headers['x-acs-version'] !== generation.api) {
    throw new FcRefusal(400, 'InvalidArgument', `x-acs-version is ${headers['x-acs-version']}, not ${generation.api}`);
  }
  if (headers['x-acs-action'] !== action) {
    throw new FcRefusal(400, 'InvalidArgument', `x-acs-action is ${headers['x-acs-action']}, but this is ${action}`);
  }
  const at = headers['x-acs-date'] ?? '';
  // The client's clock is the machine's, whatever clock the sandbox runs on.
  const off = Math.abs(Date.now() - Date.parse(at));
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(at) && off <= CLOCK_TOLERANCE_MS) return;
  throw new FcRefusal(403, 'InvalidTimeStamp.Expired', `x-acs-date ${at} is malformed or too far from now`);
}

function refuseReusedNonce({ nonces }: FcState, nonce: string): void {
  if (nonces.has(nonce)) throw new FcRefusal(403, 'SignatureNonceUsed', 'The nonce was used before.');
  nonces.add(nonce);
}

function stringToSign({ method, rawUrl, headers }: SandboxRequest, names: string[]): string {
  const [path = '/', query = ''] = rawUrl.split(/\?(.*)/s, 2);
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim()}\n`);
  const canonical = [
    method,
    path.replaceAll('*', '%2A'),
    canonicalQuery(query),
    lines.join(''),
    names.join(';'),
    headers['x-acs-content-sha256'],
  ].join('\n');
  return `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
}

/** Clients may leave "*" and "!" as they are on the wire; in the signature all is escaped. */
function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [key = '', value = ''] = pair
        .split(/=(.*)/s, 2)
        .map((text) => percentEncode(decodeURIComponent(text.replaceAll('+', ' '))));
      return [key, value] as const;
    });
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return pairs.map(([key, value]) => `${key}=${value}`).join('&');
}

/** RFC 3986. */
export const percentEncode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const signatureMismatch = (why: string): FcRefusal => new FcRefusal(403, 'SignatureNotMatch', `${why}`);
