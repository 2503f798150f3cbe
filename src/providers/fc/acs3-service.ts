import { createHash } from 'node:crypto';
import { OpenApiUtil } from '@alicloud/openapi-core';
import type { DeployError } from '../../core/errors.js';
import { USER_AGENT } from '../../core/http/constants.js';
import type { HttpService, UnsignedRequest } from '../../core/http/types.js';
import type { GetAccessKeys } from './credentials.js';
import { toDeployError } from './vendor-errors.js';

const ALGORITHM = 'ACS3-HMAC-SHA256';

export interface Acs3Options {
  origin: string;
  /** the API's date, "2023-03-30" */
  api: string;
  credentials: GetAccessKeys;
  /** see HttpService */
  unknownHost?(host: string): DeployError;
}

/**
 * Function Compute as the HTTP client sees it. Requests are signed with the official generic client; what that one
 * lacks is in docs/adr/0003-alibaba-client.md. The request's `what` is the vendor's name of the operation: it is
 * signed, and it is what RAM policies allow as fc:<action>.
 */
export const functionComputeService = (options: Acs3Options): HttpService => ({
  name: 'Function Compute',
  url: options.origin,
  unreachable: 'Check `region`, `endpoint` and the network, then run it again.',
  unknownHost: options.unknownHost,
  sign: (request) => sign(options, request),
  refusalError: (refusal, { what }) => toDeployError(what, refusal),
});

async function sign({ api, credentials }: Acs3Options, request: UnsignedRequest): Promise<Record<string, string>> {
  const { what, method, url, body } = request;
  const { provider, id, secret, token } = await credentials();
  const sha256 = body?.sha256 ?? createHash('sha256').digest('hex');
  const added: Record<string, string> = {
    host: url.host,
    'user-agent': OpenApiUtil.getUserAgent(USER_AGENT),
    'x-acs-version': api,
    'x-acs-action': what,
    'x-acs-date': OpenApiUtil.getTimestamp(),
    'x-acs-signature-nonce': OpenApiUtil.getNonce(),
    'x-acs-content-sha256': sha256,
    'x-acs-credentials-provider': provider,
    ...(token && { 'x-acs-accesskey-id': id, 'x-acs-security-token': token }),
  };
  const signed = {
    protocol: 'https',
    port: 443,
    method,
    pathname: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...request.headers, ...added },
  } as SignedRequest;
  const authorization = OpenApiUtil.getAuthorization(signed, ALGORITHM, sha256, id, secret);
  return { ...added, authorization };
}

/** The library's type asks for a body, which its signature does not read. */
type SignedRequest = Parameters<typeof OpenApiUtil.getAuthorization>[0];
