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
  'probe-count': 'gate.detect',
  'probe.count': 'gate.detect',
  'probe-interval': 'probe.interval',
  'probe-max-failures': 'gate.detect',
  'probe.max-failures': 'gate.detect',
  'probe-max-latency': 'probe.max-latency',
  'alarm-names': 'metrics.alarms',
  keep: 'retention.keep',
  'max-age': 'retention.max-age',
  'min-age': 'retention.min-age',
  'preview-max-age': 'retention.previews',
  comment: 'preview.comment',
  'preview-function': 'preview.function',
  'create-url': 'preview.url',
  'public-url': 'preview.url',
  // https://github.com/aws-actions/aws-lambda-deploy, https://github.com/appleboy/lambda-action, and the keys of Serverless
  // Devs (https://docs.serverless-devs.com/user-guide/aliyun/fc3/spec/). Of more than one word, with _ and with capitals too.
  'function-name': 'function',
  'code-artifacts-dir': 'path',
  'zip-file': 'path',
  source: 'path',
  code: 'path',
  'code-uri': 'path',
  codeuri: 'path',
  'aws-region': 'region',
  's3-bucket': 'bucket',
  's3-key': 'bucket',
  'oss-bucket': 'bucket',
  'oss-bucket-name': 'bucket',
  architectures: 'create.architecture',
  publish: 'switch',
  'alias-name': 'alias',
  qualifier: 'alias',
  'version-number': 'version',
  'version-id': 'version',
  'service-name': 'fc2.service',
  token: 'github-token',
};

/** What other actions take and this one does not do → what to do instead. */
const OTHERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['aws-access-key-id', 'aws-secret-access-key', 'aws-session-token', 'role-to-assume', 'access-key'].map((name) => [
      name,
      'Credentials are no inputs: take them from aws-actions/configure-aws-credentials or aliyun/configure-aliyun-credentials-action in a step before.',
    ]),
  ),
  ...Object.fromEntries(
    ['probe-compare', 'probe.compare'].map((name) => [
      name,
      'Leave it out: the stable version is always probed beside the new one. `gate: {detect: …}` says which difference matters.',
    ]),
  ),
  ...Object.fromEntries(
    [
      ...[
        'memory-size',
        'layers',
        'vpc-config',
        'subnets',
        'securitygroups',
        'tags',
        'kms-key-arn',
        'ephemeral-storage',
      ],
      ...[
        'tracing-config',
        'dead-letter-config',
        'file-system-configs',
        'image-config',
        'snap-start',
        'logging-config',
      ],
      ...['environment-variables', 'revision-id', 'reversion-id', 'package-type', 'code-signing-config-arn'],
    ].map((name) => [name, 'Leave it out: code is deployed here, and the configuration of a function is not touched.']),
  ),
};

/** `Function_Name`, `functionName` and `function-name` are one name to a reader. */
const dashed = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();

/** How an input of before, or of a well-known peer, is spelled here; undefined: nobody we know of calls one so. */
export const currentName = (name: string): string | undefined => FORMER_NAMES[dashed(name)];

/** Why an input of a well-known peer has none that does the same here. */
export const adviceForPeer = (name: string): string | undefined => OTHERS[dashed(name)];

/** How to write an input or a key of a map, in a workflow and in a terminal. */
export function spelling(name: string): string {
  const [map = '', key] = name.split('.');
  if (key === undefined) return `\`${name}\``;
  if (map === 'allow') return `\`allow: ${key}\` (in a terminal \`--allow ${key}\`)`;
  return `\`${map}: {${key}: …}\` (in a terminal \`--${name}\`)`;
}
