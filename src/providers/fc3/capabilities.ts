import type { Capabilities } from '../../core/provider.js';

const MiB = 1024 * 1024;

/**
 * What Function Compute 3.0 can. Loads nothing: it is read before the first request of every run.
 * Limits: https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-updatefunction
 */
export const capabilities: Capabilities = {
  title: 'Alibaba Function Compute 3.0',
  aliases: 'many',
  split: true,
  notes: true,
  codeHash: 'crc64',
  scope: 'function',
  invoke: true,
  // The header that Serverless Devs reads (https://github.com/devsapp/fc3); where it is absent, the answer does not tell.
  versionHeader: 'x-fc-invocation-service-version',
  latest: 'LATEST',
  // No If-Match in the models of 3.0: an alias is read, compared, written and read back.
  lock: false,
  // No page names a lag between an alias and its traffic.
  settlesMs: 0,
  formats: ['zip'],
  maxPackageBytes: 100 * MiB,
  maxBucketBytes: 500 * MiB,
  inputs: ['region', 'latest-callers', 'create.alias', 'endpoint', 'bucket', 'probe.logs', 'allow.handler'],
  credentials:
    'aliyun/configure-aliyun-credentials-action in a step before, ALIBABA_CLOUD_ACCESS_KEY_ID and ' +
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET, or a profile of the aliyun CLI',
};
