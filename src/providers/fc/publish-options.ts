import type { ReplayableBody } from '../../core/http/types.js';
import type { Archive } from '../../core/model.js';
import type { Capabilities, ProviderContext } from '../../core/provider.js';
import type { FcApi } from './fc-api.js';

/** What it takes to upload and publish. */
export interface PublishOptions {
  api: FcApi;
  capabilities: Capabilities;
  context: ProviderContext;
  /** the body of an update with this code, and headers that go with it */
  inline(pkg: Archive): Promise<{ body: ReplayableBody; headers?: Record<string, string> }>;
  /** the same through OSS; absent: no bucket was named */
  stored?(pkg: Archive): Promise<{ body: object; headers?: Record<string, string> }>;
}
