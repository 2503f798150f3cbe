import type { Capabilities } from '../../core/provider.js';

const MiB = 1024 * 1024;

/**
 * What AWS Lambda can. Loads nothing: it is read before the first request of every run.
 * Limits: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const capabilities: Capabilities = {
  title: 'AWS Lambda',
  aliases: 'many',
  split: true,
  notes: true,
  codeHash: 'sha256',
  scope: 'function',
  invoke: true,
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: "The version of the function that executed. When you
  // invoke a function with an alias, this indicates which version the alias resolved to."
  versionHeader: 'x-amz-executed-version',
  countsCalls: 'CloudWatch',
  latest: '$LATEST',
  lock: true,
  // An alias is read by many front ends. AWS names no bound; warm ones were seen to serve the old version for a few
  // seconds after UpdateAlias, so a probe that judges the new version should not start at once.
  settlesMs: 5_000,
  formats: ['zip'],
  maxPackageBytes: 50 * MiB,
  maxBucketBytes: 250 * MiB,
  maxUnpackedBytes: 250 * MiB,
  inputs: [
    'region',
    'latest-callers',
    'create.alias',
    'endpoint',
    'bucket',
    'probe.logs',
    'metrics.alarms',
    'allow.handler',
    'allow.insecure-endpoint',
  ],
  credentials:
    'aws-actions/configure-aws-credentials in a step before, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
};
