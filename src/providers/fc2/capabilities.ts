import type { Capabilities } from '../../core/provider.js';

const MiB = 1024 * 1024;

/**
 * What Function Compute 2.0 can. Loads nothing: it is read before the first request of every run. A version freezes
 * all functions of the service, so an alias moves all of them:
 * https://www.alibabacloud.com/help/en/functioncompute/fc-2-0/user-guide/manage-versions
 */
export const capabilities: Capabilities = {
  title: 'Alibaba Function Compute 2.0',
  aliases: 'many',
  split: true,
  notes: true,
  codeHash: 'crc64',
  scope: 'service',
  invoke: true,
  // As for 3.0: where the header is absent, the answer does not tell.
  versionHeader: 'x-fc-invocation-service-version',
  latest: 'LATEST',
  lock: true,
  // No page names a lag between an alias and its traffic.
  settlesMs: 0,
  formats: ['zip'],
  maxPackageBytes: 100 * MiB,
  maxBucketBytes: 500 * MiB,
  inputs: [
    'region',
    'latest-callers',
    'create.alias',
    'endpoint',
    'bucket',
    'probe.logs',
    'allow.service-wide',
    'allow.handler',
  ],
  credentials:
    'aliyun/configure-aliyun-credentials-action in a step before, ALIBABA_CLOUD_ACCESS_KEY_ID and ' +
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET, or a profile of the aliyun CLI',
};
