import type { Package, Target } from '../../core/model.js';
import type { Capabilities, ProviderContext } from '../../core/provider.js';
import { createApi, type Dialect } from './api.js';
import { createClient } from './client.js';
import { credentials } from './credentials.js';
import { isLoopback, originOf } from './endpoint.js';
import { regionOf } from './env.js';
import { type Store, store } from './oss.js';
import { createPointer } from './point.js';
import { createPublisher } from './publish.js';
import { inlineCode } from './upload.js';

export interface Setup {
  can: Capabilities;
  target: Target;
  context: ProviderContext;
  dialect: Dialect;
  /** the vendor's host, where no `endpoint` is given */
  host(region: string): string;
  /** how the checksum of a package goes with its code: as a member of the body, as a header */
  checksum(crc64: string): { member: Record<string, string>; headers: Record<string, string> };
}

/** What both generations are built of. Sends nothing. */
export function assemble({ can, target, context, dialect, host, checksum }: Setup) {
  const region = regionOf(target, context.env);
  const origin = target.endpoint ? originOf(target.endpoint) : `https://${host(region ?? '')}`;
  const keys = credentials(context.env, context.log);
  const api = createApi(createClient({ origin, api: dialect.api, credentials: keys, context }), dialect);
  const pointer = createPointer(api, can.lock, context.clock);
  const inline = async (pkg: Package) => {
    const { member, headers } = checksum(pkg.crc64);
    return { body: await inlineCode(pkg, member), headers };
  };
  const shelf = shelfOf(target, region, origin);
  const stored = shelf && {
    async stored(pkg: Package) {
      const { member, headers } = checksum(pkg.crc64);
      const place = await store(pkg, target.function, { ...shelf, credentials: keys, context });
      return { body: { code: { ...member, ...place } }, headers };
    },
  };
  const publisher = createPublisher({ api, can, context, inline, ...stored });
  return { can, target, context, api, pointer, publisher, region, origin };
}

/** The vendor's OSS is not behind loopback: there the sandbox stands in for it, under /_oss. */
function shelfOf({ bucket, bucketPrefix, endpoint }: Target, region = '', origin: string) {
  if (bucket === undefined) return undefined;
  const shelf: Pick<Store, 'bucket' | 'prefix' | 'region' | 'base'> = {
    bucket,
    prefix: (bucketPrefix ?? '').replace(/^\/+|\/+$/g, ''),
    region,
  };
  if (endpoint && isLoopback(new URL(endpoint))) shelf.base = `${origin}/_oss`;
  return shelf;
}
