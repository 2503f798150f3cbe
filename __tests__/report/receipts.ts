import type { PackageFacts, Receipt, Release, Suggestion, VendorCommand } from '../../src/core/model.js';
import type { ActionDoor } from '../../src/report/undo.js';

/** Receipts as runs leave them behind, one per story. */

export const door: ActionDoor = {
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

const source: Receipt['source'] = {
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
  source,
  steps: [],
  stages: [],
  changed: false,
  switched: false,
  suggestions: [],
  notices: [],
};

export const receipt = (facts: Partial<Receipt>): Receipt => structuredClone({ ...base, ...facts });

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
    line: `curl -fsS -X POST ${URL}/api/functions/6f1d/switch-version -H "X-API-Key: $INVOKE_API_KEY" -H 'content-type: application/json' -d '{"versionId":"0b7e"}'`,
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
  invoke: { provider: 'invoke', 'invoke-url': URL, function: 'my-api' },
  'aws-lambda': { provider: 'aws-lambda', region: 'eu-central-1', function: 'my-api' },
};

export function suggestion(
  kind: Suggestion['kind'],
  version: string,
  provider: 'invoke' | 'aws-lambda' = 'invoke',
): Suggestion {
  return {
    kind,
    title: kind === 'rollback' ? `Back to version ${version}` : `Make version ${version} live`,
    inputs: { operation: kind === 'rollback' ? 'rollback' : 'promote', ...places[provider], version },
    vendor: provider === 'invoke' ? invokeVendor(version) : awsVendor(version),
  };
}

const invokeStages = [
  { name: 'package', ms: 412 },
  { name: 'read alias', ms: 38 },
  { name: 'look', ms: 51 },
  { name: 'publish', ms: 11_204 },
  { name: 'switch', ms: 640 },
];

const version = (id: string) => ({
  id,
  status: 'ready' as const,
  state: 'built',
  createdAt: '2026-11-20T18:04:20.000Z',
  checksum: pkg.sha256,
});

export const switched = receipt({
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 11_204 },
    { kind: 'point', what: 'point active at version 7', status: 'done', ms: 640 },
  ],
  stages: invokeStages,
  before: { stable: '6' },
  after: { stable: '7' },
  version: version('7'),
  previousVersion: '6',
  changed: true,
  switched: true,
  package: pkg,
  url: 'https://exec.example.com/invoke/6f1d/',
  settlesMs: 30_000,
  suggestions: [suggestion('rollback', '6')],
});

export const first = receipt({
  ...switched,
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 11_204 },
    { kind: 'point', what: 'point active at version 1', status: 'done', ms: 640 },
  ],
  before: null,
  after: { stable: '1' },
  version: version('1'),
  previousVersion: undefined,
  suggestions: [],
});

export const unchanged = receipt({
  stages: invokeStages.slice(0, 3),
  ms: 502,
  before: { stable: '7' },
  after: { stable: '7' },
  version: version('7'),
  previousVersion: '7',
  package: pkg,
});

export const published = receipt({
  ...switched,
  steps: switched.steps.slice(0, 1),
  stages: invokeStages.slice(0, 4),
  after: { stable: '6' },
  switched: false,
  settlesMs: undefined,
  suggestions: [suggestion('go-live', '7')],
});

const aws = {
  provider: 'aws-lambda',
  providerTitle: 'AWS Lambda',
  alias: 'live',
  url: undefined,
  settlesMs: undefined,
};

export const canary = receipt({
  ...switched,
  ...aws,
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 5204 },
    {
      kind: 'point',
      what: 'point live at version 6 (90 %) and version 7 (10 %)',
      status: 'done',
      ms: 210,
    },
  ],
  after: { stable: '6', canary: { version: '7', percent: 10 } },
  suggestions: [suggestion('rollback', '6', 'aws-lambda')],
});

export const promoted = receipt({
  ...aws,
  operation: 'promote',
  ms: 611,
  steps: [{ kind: 'point', what: 'point live at version 7', status: 'done', ms: 210 }],
  stages: [
    { name: 'read alias', ms: 180 },
    { name: 'switch', ms: 210 },
  ],
  before: { stable: '6', canary: { version: '7', percent: 10 } },
  after: { stable: '7' },
  version: { id: '7', status: 'ready' },
  previousVersion: '6',
  switched: true,
  suggestions: [suggestion('rollback', '6', 'aws-lambda')],
});

export const rolledBack = receipt({
  operation: 'rollback',
  ms: 402,
  steps: [{ kind: 'point', what: 'point active at version 6', status: 'done', ms: 120 }],
  stages: [
    { name: 'read alias', ms: 80 },
    { name: 'switch', ms: 120 },
  ],
  before: { stable: '7' },
  after: { stable: '6' },
  version: { id: '6', status: 'ready' },
  previousVersion: '7',
  switched: true,
  settlesMs: 30_000,
  suggestions: [suggestion('rollback', '7')],
});

export const failedEarly = receipt({
  outcome: 'failed',
  ms: 380,
  stages: [{ name: 'package', ms: 340 }],
  before: { stable: '6' },
  after: { stable: '6' },
  error: {
    kind: 'input',
    message: 'Input `path` is "dist": the directory is empty.',
    next: 'Run the build before this step, or name the directory that it writes.',
  },
});

export const failedLate = receipt({
  ...switched,
  outcome: 'failed',
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 11_204 },
    { kind: 'point', what: 'point active at version 7', status: 'failed', ms: 95 },
  ],
  after: { stable: '6' },
  switched: false,
  settlesMs: undefined,
  suggestions: [suggestion('go-live', '7')],
  error: {
    kind: 'vendor',
    message: 'Invoke refused to switch my-api to version 7: 403 "Project access denied".',
    next: 'Give the key the role of a developer in the project, then make version 7 live with the command below.',
  },
});

export const failedUnknown = receipt({
  ...switched,
  outcome: 'failed',
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'done', ms: 11_204 },
    { kind: 'point', what: 'point active at version 7', status: 'unknown', ms: 30_002 },
  ],
  after: undefined,
  switched: false,
  settlesMs: undefined,
  suggestions: [suggestion('rollback', '6')],
  notices: ['What is live could not be read: no answer within 30 s. Before the run it was version 6.'],
  error: {
    kind: 'network',
    message: 'No answer from https://invoke.example.com within 30 s while switching my-api to version 7.',
    next: 'Look at what is live with `list`, then run the deploy again, or go back with the command below.',
  },
});

export const planned = receipt({
  outcome: 'planned',
  dryRun: true,
  ms: 466,
  steps: [
    { kind: 'publish', what: 'publish 1284301 bytes as a new version', status: 'planned' },
    { kind: 'point', what: 'point active at version (next)', status: 'planned' },
  ],
  stages: invokeStages.slice(0, 3),
  before: { stable: '6' },
  after: { stable: '6' },
  version: { id: '(next)', status: 'planned', bytes: pkg.bytes },
  previousVersion: '6',
  changed: true,
  package: pkg,
});

const row = (n: number): Release => ({
  id: String(n),
  status: n === 4 ? 'failed' : 'ready',
  state: n === 4 ? 'Failed' : 'Active',
  createdAt: new Date(Date.UTC(2026, 10, n, 9, 30)).toISOString(),
  bytes: 1_200_000 + n * 4096,
  checksum: 'abc=',
  note: `vd1 commit=${String(n).repeat(12).slice(0, 12)} run=74029.1 pkg=${'0'.repeat(32)} Release ${n}`,
  shares: {},
});

export const listed = receipt({
  ...aws,
  operation: 'list',
  ms: 240,
  stages: [{ name: 'list', ms: 190 }],
  before: { stable: '6', canary: { version: '20', percent: 10 } },
  after: { stable: '6', canary: { version: '20', percent: 10 } },
  releases: Array.from({ length: 20 }, (_, at) => row(20 - at)).map((release) => ({
    ...release,
    shares: release.id === '6' ? { live: 90, staging: 100 } : release.id === '20' ? { live: 10 } : {},
  })) as Release[],
  releasesCut: 31,
});

const evil = [
  '</details></td></table><script>alert(1)</script><img src=x onerror=alert(1)>',
  'pipe | backtick ` `` ``` newline\n\n# heading\n- list\n> quote',
  '[click](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example> www.evil.example',
  '@octocat #1 GH-2 acme/shop#3 ::error::x ##[error]y \u202Egnp.exe\u200B\u0007\u001b[31m',
].join(' ');

export const hostile = receipt({
  ...switched,
  outcome: 'failed',
  providerTitle: evil,
  function: evil,
  alias: evil,
  operation: evil,
  url: 'javascript:alert(1)',
  source: {
    ...source,
    author: evil,
    ref: evil,
    commit: evil,
    runId: evil,
    runUrl: `https://x.example/)|[a](b)${evil}`,
  },
  steps: [
    { kind: 'publish', what: evil, status: 'done', ms: 1 },
    { kind: 'point', what: evil, status: 'unknown', ms: 1 },
  ],
  stages: [{ name: evil, ms: 1 }],
  before: { stable: evil },
  after: { stable: `${evil}2` },
  version: { id: evil, status: 'ready', state: evil, checksum: evil, createdAt: evil },
  package: { ...pkg, file: evil, sha256: evil },
  suggestions: [
    {
      kind: 'rollback',
      title: evil,
      inputs: { operation: 'rollback', function: evil, 'invoke-api-key': 'hunter2' },
      vendor: [{ tool: evil, line: `curl '${evil}'`, needs: evil }],
    },
  ],
  notices: [evil, evil],
  error: { kind: 'vendor', message: evil, next: evil },
  affects: [evil, evil],
});

export const hostileList = receipt({
  ...listed,
  releases: [
    { id: evil, status: 'ready', state: evil, createdBy: evil, note: evil, createdAt: evil, shares: { [evil]: 50 } },
    { id: '2', status: 'ready', note: `vd1 commit=${evil.replaceAll(' ', '')} ${evil}`, shares: {} },
  ],
});

export const stories: Record<string, Receipt> = {
  'deploy-switch': switched,
  'deploy-first': first,
  'deploy-unchanged': unchanged,
  'deploy-published': published,
  canary,
  promote: promoted,
  rollback: rolledBack,
  'failure-before-upload': failedEarly,
  'failure-after-publish': failedLate,
  'failure-unknown': failedUnknown,
  'dry-run': planned,
  list: listed,
  hostile,
  'hostile-list': hostileList,
};
