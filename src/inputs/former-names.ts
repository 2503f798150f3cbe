/**
 * What people may write because it is called so elsewhere, or was called so here before the first release → how it is
 * spelled now. A dotted name is a key of a map.
 */
export const FORMER_NAMES: Readonly<Record<string, string>> = {
  // Before the first release.
  service: 'fc2.service',
  'account-id': 'fc2.account-id',
  'invoke-url': 'invoke.url',
  'invoke-execution-url': 'invoke.execution-url',
  project: 'invoke.project',
  'bucket-prefix': 'bucket',
  architecture: 'create.architecture',
  'create-if-missing': 'create.function',
  role: 'create.role',
  runtime: 'create.runtime',
  handler: 'create.handler',
  'on-failure': 'gate.failure',
  'on-cancel': 'gate.cancel',
  'allow-older': 'allow.older',
  'allow-service-wide': 'allow.service-wide',
  'probe-url': 'probe.url',
  'probe-payload': 'probe.payload',
  'probe-expect': 'probe.expect',
  'probe-count': 'probe.count',
  'probe-interval': 'probe.interval',
  'probe-max-failures': 'probe.max-failures',
  'probe-max-latency': 'probe.max-latency',
  'probe-compare': 'probe.compare',
  'alarm-names': 'metrics.alarms',
  keep: 'retention.keep',
  'max-age': 'retention.max-age',
  'min-age': 'retention.min-age',
  'preview-max-age': 'retention.previews',
  comment: 'preview.comment',
  'preview-function': 'preview.function',
  'create-url': 'preview.url',
  'public-url': 'preview.url',
  // https://github.com/aws-actions/aws-lambda-deploy and https://github.com/appleboy/lambda-action
  'function-name': 'function',
  function_name: 'function',
  'code-artifacts-dir': 'path',
  'zip-file': 'path',
  zip_file: 'path',
  source: 'path',
  'aws-region': 'region',
  aws_region: 'region',
  's3-bucket': 'bucket',
  s3_bucket: 'bucket',
  's3-key': 'bucket',
  s3_key: 'bucket',
  architectures: 'create.architecture',
  publish: 'switch',
  'alias-name': 'alias',
  'version-number': 'version',
  dry_run: 'dry-run',
  token: 'github-token',
};

/** How to write an input or a key of a map, in a workflow and in a terminal. */
export function spelling(name: string): string {
  const [map = '', key] = name.split('.');
  if (key === undefined) return `\`${name}\``;
  if (map === 'allow') return `\`allow: ${key}\` (in a terminal \`--allow ${key}\`)`;
  return `\`${map}: {${key}: …}\` (in a terminal \`--${name}\`)`;
}
