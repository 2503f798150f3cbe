import { createHttpClient } from '../../core/http/client.js';
import { isLoopback } from '../../core/http/proxy.js';
import type { Archive, Target } from '../../core/model.js';
import type { Capabilities, ProviderContext } from '../../core/provider.js';
import { noSuchRegion } from '../../core/unknown-region.js';
import { functionComputeService } from './acs3-service.js';
import { createAliasPointer } from './alias-pointer.js';
import { endpointOrigin } from './check-endpoint.js';
import { maskedCredentials } from './credentials.js';
import { findRegion } from './environment.js';
import { type ApiDialect, createFcApi } from './fc-api.js';
import { createInlineCodeBody } from './inline-code.js';
import { type OssOptions, uploadToOss } from './oss-upload.js';
import { createPublisher } from './publish.js';
import { REGIONS } from './regions.js';

export interface SharedPartsOptions {
  capabilities: Capabilities;
  target: Target;
  context: ProviderContext;
  dialect: ApiDialect;
  /** the vendor's host, where no `endpoint` is given */
  host(region: string): string;
  /** how the checksum of a package goes with its code: as a member of the body, as a header */
  checksum(crc64: string): { member: Record<string, string>; headers: Record<string, string> };
}

/** What both generations are built of. Sends nothing. */
export function createSharedParts({ capabilities, target, context, dialect, host, checksum }: SharedPartsOptions) {
  const region = findRegion(target, context.env);
  const origin = target.endpoint ? endpointOrigin(target.endpoint) : `https://${host(region ?? '')}`;
  const keys = maskedCredentials(context.env, context.log);
  const unknown = target.endpoint === undefined && !REGIONS.includes(region ?? '');
  const unknownHost = unknown ? (name: string) => noSuchRegion(region ?? '', name, REGIONS) : undefined;
  const service = functionComputeService({ origin, api: dialect.api, credentials: keys, unknownHost });
  const api = createFcApi(createHttpClient(service, context), dialect);
  const pointer = createAliasPointer(api, capabilities.lock, context);
  const inline = async (pkg: Archive) => {
    const { member, headers } = checksum(pkg.crc64);
    return { body: await createInlineCodeBody(pkg, member), headers };
  };
  const options = storeOptions(target, region, origin);
  const stored = options && {
    async stored(pkg: Archive) {
      const { member, headers } = checksum(pkg.crc64);
      const object = await uploadToOss(pkg, target.function, { ...options, credentials: keys, context });
      return { body: { code: { ...member, ...object } }, headers };
    },
  };
  const publisher = createPublisher({ api, capabilities, context, inline, ...stored });
  return { capabilities, target, context, api, pointer, publisher, region, origin };
}

/** The vendor's OSS is not behind loopback: there the sandbox stands in for it, under /_oss. */
function storeOptions({ bucket, endpoint }: Target, region = '', origin: string) {
  if (bucket === undefined) return undefined;
  const options: Pick<OssOptions, 'bucket' | 'prefix' | 'region' | 'base'> = {
    bucket: bucket.name,
    prefix: (bucket.prefix ?? '').replace(/^\/+|\/+$/g, ''),
    region,
  };
  if (endpoint && isLoopback(new URL(endpoint))) options.base = `${origin}/_oss`;
  return options;
}
