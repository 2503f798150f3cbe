import type { HttpRequest } from '@smithy/types';
import type { SandboxAnswer, SandboxRequest } from '../../../sandbox/kit/types.js';
import { keysOf, queryOf, sameText, signer } from './signature.js';
import type { LambdaState, StoredFunction } from './types.js';

export const CODE_PATH = '/_lambda/code/';
const VALID_S = 600;

/** A presigned link to the code of a version ($LATEST without one), valid for 10 minutes as AWS's are. */
export async function linkTo(world: LambdaState, fn: StoredFunction, version?: number): Promise<string> {
  const path = `${CODE_PATH}${fn.region}/${fn.name}/${version ?? 'latest'}`;
  const origin = new URL(world.context.origin());
  const signed = await signer('s3', fn.region, keysOf(world.context)).presign(plainRequest(path, origin.host, {}), {
    expiresIn: VALID_S,
    signingDate: new Date(world.context.clock.now()),
  });
  const query = new URLSearchParams(signed.query as Record<string, string>);
  return `${origin.origin}${path}?${query}`;
}

const plainRequest = (path: string, host: string, query: Record<string, string>): HttpRequest =>
  ({ method: 'GET', protocol: 'http:', hostname: host, path, query, headers: { host } }) as unknown as HttpRequest;

/** Serves a link. A header of a signature's own is refused, as S3 refuses two signatures. */
export async function followLink(world: LambdaState, { url, headers }: SandboxRequest): Promise<SandboxAnswer> {
  if (headers.authorization) return refused(400, 'InvalidArgument', 'Only one auth mechanism allowed');
  const [region = '', name = '', number = ''] = url.pathname.slice(CODE_PATH.length).split('/');
  const given = queryOf(url.searchParams) as Record<string, string>;
  const date = (given['X-Amz-Date'] ?? '').replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const signingDate = new Date(date);
  const expiresIn = Number(given['X-Amz-Expires']);
  if (Number.isNaN(signingDate.getTime()) || !(expiresIn <= VALID_S)) {
    return refused(403, 'AccessDenied', 'Access Denied');
  }
  const request = plainRequest(url.pathname, url.host, {});
  const again = await signer('s3', region, keysOf(world.context)).presign(request, { expiresIn, signingDate });
  if (!sameText(String(again.query?.['X-Amz-Signature']), given['X-Amz-Signature'] ?? '')) {
    return refused(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.');
  }
  if (world.context.clock.now() > signingDate.getTime() + expiresIn * 1000) {
    return refused(403, 'AccessDenied', 'Request has expired');
  }
  const fn = world.regions.get(region)?.get(name);
  const code = number === 'latest' ? fn?.code : fn?.versions.get(Number(number))?.code;
  if (!code) return refused(404, 'NoSuchKey', 'The specified key does not exist.');
  return { status: 200, headers: { 'content-type': 'application/zip' }, body: code };
}

function refused(status: number, code: string, message: string): SandboxAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}
