import { createHash, createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { DeployError } from '../../core/errors.js';
import { createHttpClient } from '../../core/http/client.js';
import { refusalError } from '../../core/http/refusal.js';
import type { HttpService } from '../../core/http/types.js';
import { encodeRfc3986 } from '../../core/http/url.js';
import type { Archive } from '../../core/model.js';
import type { ProviderContext } from '../../core/provider.js';
import type { AccessKeys, GetAccessKeys } from './credentials.js';

export interface OssOptions {
  bucket: string;
  /** without slashes at its ends; may be empty */
  prefix: string;
  region: string;
  /** where bucket and key are put behind; absent: the region's OSS */
  base?: string;
  credentials: GetAccessKeys;
  context: ProviderContext;
}

export interface OssObject {
  ossBucketName: string;
  ossObjectName: string;
}

/**
 * Puts a package into OSS. The key holds the content's hash, so the same package is the same object and a repeated
 * upload is harmless. Throws `vendor`, `network` or `interrupted`.
 */
export async function uploadToOss(pkg: Archive, name: string, options: OssOptions): Promise<OssObject> {
  const { bucket, prefix, region, base } = options;
  const key = [prefix, name, `${pkg.sha256}.zip`].filter(Boolean).join('/');
  const path = key.split('/').map(encodeRfc3986).join('/');
  const url = base ? `${base}/${bucket}` : `https://${bucket}.oss-${region}.aliyuncs.com`;
  const body = { type: OSS_TYPE, bytes: pkg.bytes, open: () => createReadStream(pkg.file) };
  const http = createHttpClient(ossService(url, key, options), options.context);
  const what = `the upload into ${bucket}`;
  const { headers } = await http.send({ what, method: 'PUT', path: `/${path}`, body, safe: true });
  verifyChecksum(pkg, headers['x-oss-hash-crc64ecma'], bucket);
  return { ossBucketName: bucket, ossObjectName: key };
}

const OSS_TYPE = 'application/zip';

const ossService = (url: string, key: string, { bucket, region, credentials, context }: OssOptions): HttpService => ({
  name: 'OSS',
  url,
  unreachable: 'Check the bucket’s region and the network, then run it again.',
  sign: async () => signOssPut(await credentials(), { bucket, key, region, now: context.clock.now() }),
  refusalError: (refusal, { what }) =>
    refusalError(refusal, {
      what: `OSS refused ${what}`,
      next: 'The bucket must be in the function’s region, and the RAM policy must allow oss:PutObject and oss:GetObject on it.',
    }),
});

/**
 * OSS signature V4 of one PUT, with the payload unsigned as the official SDKs do: TLS and the checksum guard it.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/recommend-to-use-signature-version-4
 */
export function signOssPut(
  { id, secret, token }: AccessKeys,
  { bucket, key, region, now }: { bucket: string; key: string; region: string; now: number },
): Record<string, string> {
  const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = date.slice(0, 8);
  const headers: Record<string, string> = {
    'content-type': OSS_TYPE,
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-oss-date': date,
    ...(token && { 'x-oss-security-token': token }),
  };
  const lines = Object.keys(headers)
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const resource = `/${bucket}/${key.split('/').map(encodeRfc3986).join('/')}`;
  const canonical = ['PUT', resource, '', lines.join(''), '', 'UNSIGNED-PAYLOAD'].join('\n');
  const scope = `${day}/${region}/oss/aliyun_v4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const chain = [day, region, 'oss', 'aliyun_v4_request'];
  const seed: string | Buffer = `aliyun_v4${secret}`;
  const signing = chain.reduce<string | Buffer>((last, text) => createHmac('sha256', last).update(text).digest(), seed);
  const words = ['OSS4-HMAC-SHA256', date, scope, hash].join('\n');
  const signature = createHmac('sha256', signing).update(words).digest('hex');
  return { ...headers, authorization: `OSS4-HMAC-SHA256 Credential=${id}/${scope},Signature=${signature}` };
}

function verifyChecksum(pkg: Archive, stored: string | undefined, bucket: string): void {
  if (stored === undefined || stored === pkg.crc64) return;
  throw new DeployError('vendor', `The bucket ${bucket} stored something else than was sent (CRC-64 ${stored}).`, {
    next: 'Run it again.',
  });
}
