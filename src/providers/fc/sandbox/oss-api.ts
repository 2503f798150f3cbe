import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { crc64 } from './crc64.js';
import { keySecret, percentEncode, SANDBOX_STS_KEYS } from './signature.js';
import type { FcState } from './types.js';

const PREFIX = '/_oss/';
const AUTHORIZATION_FORMAT =
  /^OSS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([\w-]+)\/oss\/aliyun_v4_request,(?:AdditionalHeaders=([^,]*),)?Signature=([0-9a-f]{64})$/;

/** PUT and GET of one object, signed with version 4: /_oss/<bucket>/<key>. */
export function handleOssRequest(world: FcState, request: SandboxRequest): SandboxAnswer {
  const path = decodeURIComponent(request.url.pathname.slice(PREFIX.length));
  const [bucket = '', key = ''] = path.split(/\/(.*)/s, 2);
  const refusal = checkOssSignature(world, request, path);
  if (refusal) return refusal;
  if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(bucket))
    return ossError(400, 'InvalidBucketName', 'The bucket name is invalid.');
  if (request.method === 'PUT' && key !== '') {
    world.objects.put(bucket, key, request.body);
    const etag = createHash('md5').update(request.body).digest('hex').toUpperCase();
    return { status: 200, headers: { etag: `"${etag}"`, 'x-oss-hash-crc64ecma': crc64(request.body), ...idHeader() } };
  }
  const object = request.method === 'GET' ? world.objects.get(bucket, key) : undefined;
  if (object) return { status: 200, headers: { 'content-type': 'application/zip', ...idHeader() }, body: object };
  return ossError(404, 'NoSuchKey', 'The specified key does not exist.');
}

function checkOssSignature(world: FcState, request: SandboxRequest, path: string): SandboxAnswer | undefined {
  const { headers, method, url } = request;
  const [, id = '', day = '', region = '', more = '', signature = ''] =
    AUTHORIZATION_FORMAT.exec(headers.authorization ?? '') ?? [];
  if (!signature) return ossError(403, 'AccessDenied', 'The request is not signed with version 4.');
  const sts = id === SANDBOX_STS_KEYS.accessKeyId;
  const secret = sts ? SANDBOX_STS_KEYS.accessKeySecret : keySecret(world, id);
  if (!secret)
    return ossError(403, 'InvalidAccessKeyId', 'The OSS Access Key Id you provided does not exist in our records.');
  if (sts && headers['x-oss-security-token'] !== SANDBOX_STS_KEYS.securityToken) {
    return ossError(403, 'InvalidSecurityToken', 'The security token you provided is invalid.');
  }
  const date = headers['x-oss-date'] ?? '';
  if (!date.startsWith(day)) return ossError(403, 'SignatureDoesNotMatch', 'The dates of the signature differ.');
  const extra = more.split(';').filter(Boolean);
  const names = Object.keys(headers).filter(
    (name) => /^(content-type|content-md5|x-oss-.*)$/.test(name) || extra.includes(name),
  );
  const lines = names.sort().map((name) => `${name}:${(headers[name] ?? '').trim()}\n`);
  const resource = `/${path.split('/').map(percentEncode).join('/')}`;
  const payload = headers['x-oss-content-sha256'] ?? '';
  const canonical = [method, resource, url.search.slice(1), lines.join(''), extra.join(';'), payload].join('\n');
  const scope = `${day}/${region}/oss/aliyun_v4_request`;
  const words = ['OSS4-HMAC-SHA256', date, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const signing = mac(mac(mac(mac(`aliyun_v4${secret}`, day), region), 'oss'), 'aliyun_v4_request');
  if (mac(signing, words).toString('hex') === signature) return undefined;
  return ossError(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the one you provided.',
  );
}

const idHeader = () => ({ 'x-oss-request-id': randomUUID() });

export const ossError = (status: number, code: string, message: string): SandboxAnswer => ({
  status,
  headers: { 'content-type': 'application/xml', ...idHeader() },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
