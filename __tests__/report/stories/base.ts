import type { PackageFacts, Receipt, SuggestedCommand, VendorCommand } from '../../../src/core/model.js';
import type { OperationName } from '../../../src/core/operation-names.js';
import { operations } from '../../../src/operations/index.js';
import type { ActionInvocation } from '../../../src/report/commands.js';

/** Receipts as runs leave them behind: what all of them share. */

export const door: ActionInvocation = {
  kind: 'action',
  repository: 'acme/versioned-deploy',
  ref: 'v1',
  serverUrl: 'https://github.com',
  script: 'dist/index.js',
  workflowRepository: 'acme/shop',
  rollbackWorkflow: 'rollback.yml',
};

export const pkg: PackageFacts = {
  file: '/home/runner/work/_temp/my-api-9f86d081884c.zip',
  bytes: 1_284_301,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  manifestSha256: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
  files: 143,
  unpackedBytes: 4_718_592,
};

export const source: Receipt['workflowRun'] = {
  commit: '3f2a9c1d5e6b7a8091a2b3c4d5e6f7a8b9c0d1e2',
  ref: 'refs/heads/main',
  author: 'ada',
  repository: 'acme/shop',
  runId: '7402918365',
  runAttempt: '1',
  runUrl: 'https://github.com/acme/shop/actions/runs/7402918365',
  event: 'push',
};

const base: Receipt = {
  schema: 1,
  operation: 'deploy',
  provider: 'invoke',
  providerTitle: 'Invoke',
  function: 'my-api',
  alias: 'active',
  outcome: 'done',
  dryRun: false,
  startedAt: '2026-11-20T18:04:11.120Z',
  ms: 12_431,
  workflowRun: source,
  steps: [],
  stages: [],
  changed: false,
  switched: false,
  suggestions: [],
  notices: [],
};

export const receipt = (facts: Partial<Receipt>): Receipt => {
  const { operation } = { ...base, ...facts };
  return structuredClone({ ...base, effect: operations[operation as OperationName]?.effect, ...facts });
};

const needs = 'needs INVOKE_API_KEY in the environment';

const URL = 'https://invoke.example.com';

const invokeVendor = (version: string): VendorCommand[] => [
  {
    tool: 'invoke',
    line: `INVOKE_BASE_URL=${URL} invoke function:versions:switch my-api --ver ${version}`,
    needs: `needs the invoke CLI, and ${needs.slice(6)}`,
  },
  {
    tool: 'curl',
    line: `printf 'x-api-key: %s\\n' "$INVOKE_API_KEY" | curl -fsS -X POST ${URL}/api/functions/6f1d/switch-version -H @- -H 'content-type: application/json' -d '{"versionId":"0b7e"}'`,
    needs,
  },
];

const awsVendor = (version: string): VendorCommand[] => [
  {
    tool: 'aws',
    line: `aws lambda update-alias --function-name my-api --name live --function-version ${version} --routing-config '{"AdditionalVersionWeights":{}}' --region eu-central-1`,
    needs: 'needs AWS credentials in the environment',
  },
];

const places = {
  invoke: { provider: 'invoke', 'invoke.url': URL, function: 'my-api' },
  'aws-lambda': { provider: 'aws-lambda', region: 'eu-central-1', function: 'my-api' },
};

const credentials = {
  invoke: 'the input `invoke-api-key`, or INVOKE_API_KEY',
  'aws-lambda':
    'aws-actions/configure-aws-credentials in a step before, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
};

export function suggestion(
  kind: SuggestedCommand['kind'],
  version: string,
  provider: 'invoke' | 'aws-lambda' = 'invoke',
): SuggestedCommand {
  return {
    kind,
    title: kind === 'rollback' ? `Back to version ${version}` : `Make version ${version} live`,
    inputs: { operation: kind === 'rollback' ? 'rollback' : 'promote', ...places[provider], version },
    credentials: credentials[provider],
    vendor: provider === 'invoke' ? invokeVendor(version) : awsVendor(version),
  };
}

export const invokeStages = [
  { name: 'package', ms: 412 },
  { name: 'read alias', ms: 38 },
  { name: 'look', ms: 51 },
  { name: 'publish', ms: 11_204 },
  { name: 'switch', ms: 640 },
];

export const version = (id: string) => ({
  id,
  status: 'ready' as const,
  state: 'built',
  createdAt: '2026-11-20T18:04:20.000Z',
  checksum: pkg.sha256,
});

export const aws = {
  provider: 'aws-lambda',
  providerTitle: 'AWS Lambda',
  alias: 'live',
  url: undefined,
  settlesMs: undefined,
};
