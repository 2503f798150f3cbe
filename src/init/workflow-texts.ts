import type { CredentialSteps } from './credential-steps.js';
import type { WorkflowName } from './options.js';

/** What all four workflows are made from. */
export interface WorkflowPlan {
  /** the names of the file */
  functions: readonly string[];
  environments: readonly string[];
  /** `owner/name@ref` */
  uses: string;
  credentials: CredentialSteps;
  /** how the checkout is built, as a line of a shell; absent: nothing to build was seen */
  build?: string;
  /** `manifest:`, where the file is not the usual one */
  manifest?: string;
  /** versions freeze a whole service, and that must be agreed to */
  serviceWide: boolean;
}

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: expressions of the runner's, not of JavaScript */

/** The text of a workflow. */
export const workflowText = (name: WorkflowName, plan: WorkflowPlan): string =>
  `${{ deploy, rollback, preview, cleanup }[name](plan).join('\n')}\n`;

const lines = (text: string): string[] => text.split('\n');
const indent = (by: number, all: readonly string[]): string[] => all.map((line) => ' '.repeat(by) + line);

/**
 * Do all functions go live together, in one run? Where each is recorded as a Deployment of an environment, each has a job
 * of its own: a run of several records none. Functions of one service move together anyway.
 */
const isRelease = ({ functions, environments, serviceWide }: WorkflowPlan): boolean =>
  functions.length > 1 && environments.length === 0 && !serviceWide;

/** `together`: one job is about all. */
const matrix = ({ functions }: WorkflowPlan, together: boolean): string[] =>
  together ? [] : lines(`    strategy:\n      fail-fast: false\n      matrix:\n        function: ${list(functions)}`);

const which = (plan: WorkflowPlan): string[] => [
  isRelease(plan)
    ? 'function: all # or none: when one fails, those that have moved go back'
    : 'function: ${{ matrix.function }}',
];

const group = (plan: WorkflowPlan): string => (isRelease(plan) ? 'deploy' : 'deploy-${{ matrix.function }}');

const deploy = (plan: WorkflowPlan): string[] => [
  ...lines(`# Each push to main becomes a new version of each function that changed, and goes live.
# The summary of the run ends in the line that takes it back.
name: deploy
on:
  push:
    branches: [main]`),
  ...dispatch(plan, []),
  ...permissions(plan, ['contents: read # checkout', ...deployments(plan)]),
  ...lines(`jobs:
  deploy:`),
  ...matrix(plan, isRelease(plan)),
  ...lines(`    runs-on: ubuntu-latest
    timeout-minutes: 15
    # One run at a time moves an alias; of those that wait, GitHub keeps the newest.
    concurrency:
      group: ${group(plan)}
      cancel-in-progress: false
    steps:`),
  ...indent(6, [...checkout(), ...build(plan), ...plan.credentials.steps]),
  ...ours(plan, [...which(plan), 'switch: true', ...environment(plan)]),
];

const rollback = (plan: WorkflowPlan): string[] => [
  ...lines(`# Takes a function back. Start it from the Actions page, or with
#   gh workflow run rollback.yml -f function=${plan.functions[0] ?? 'checkout'} -f version=41
name: rollback
on:`),
  ...dispatch(plan, [
    'function: { description: As versioned-deploy.yml calls it, type: string, required: true }',
    'version: { description: Empty is the one that was live before; a running canary is dropped, type: string }',
  ]),
  ...permissions(plan, ['contents: read # the file; nothing is built or uploaded', ...deployments(plan)]),
  ...lines(`jobs:
  rollback:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    # A rollback does not queue: it cancels the deploy that runs, which puts its traffic back first.
    concurrency:
      group: ${isRelease(plan) ? 'deploy' : 'deploy-${{ inputs.function }}'}
      cancel-in-progress: true
    steps:`),
  ...indent(6, [...checkout(), ...plan.credentials.steps]),
  ...ours(plan, [
    'operation: rollback',
    'function: ${{ inputs.function }}',
    'version: ${{ inputs.version }}',
    ...environment(plan),
  ]),
];

const preview = (plan: WorkflowPlan): string[] => [
  ...lines(`# A version of its own for each pull request, and one comment per function that is kept up to date. What is live is not
# touched. Closing the pull request takes all of it away.
name: preview
on:
  pull_request:
    types: [opened, synchronize, reopened, closed]`),
  ...permissions(plan, [
    'contents: read # checkout',
    'deployments: read # what is deployed to an environment stays',
    'pull-requests: write # the comment',
  ]),
  ...lines(`jobs:
  preview:
    # Runs for forks and Dependabot get no credentials.
    if: github.event.pull_request.head.repo.full_name == github.repository && github.actor != 'dependabot[bot]'`),
  ...matrix(plan, false),
  ...lines(`    runs-on: ubuntu-latest
    timeout-minutes: 15
    concurrency:
      group: preview-\${{ matrix.function }}-\${{ github.event.pull_request.number }}
      cancel-in-progress: true
    steps:`),
  ...indent(6, [
    ...checkout([BASE_WHEN_CLOSED]),
    ...build(plan, "github.event.action != 'closed'"),
    ...plan.credentials.steps,
  ]),
  ...ours(plan, ['operation: preview', 'function: ${{ matrix.function }}', ...staticEnvironment(plan)]),
];

const cleanup = (plan: WorkflowPlan): string[] => [
  ...lines(`# Once a week: previews that nobody closed, then old versions, as \`retention\` in versioned-deploy.yml says. What is live,
# has an alias, is where a rollback would go, or is used by a trigger stays.
name: cleanup
on:
  schedule:
    - cron: '23 4 * * 1' # Mondays; not on the hour, when GitHub's queue is long`),
  ...dispatch(plan, ['dry-run: { description: Only list what would go, type: boolean, default: true }']),
  ...permissions(plan, ['contents: read # the file', 'deployments: read # what is deployed to an environment stays']),
  ...lines(`jobs:
  cleanup:`),
  ...matrix(plan, isRelease(plan)),
  ...lines(`    runs-on: ubuntu-latest
    timeout-minutes: 30
    # Not while a deploy is under way.
    concurrency:
      group: ${group(plan)}
      cancel-in-progress: false
    steps:`),
  ...indent(6, [...checkout(), ...plan.credentials.steps]),
  ...ours(plan, [
    'operation: cleanup',
    isRelease(plan) ? 'function: all' : 'function: ${{ matrix.function }}',
    'dry-run: ${{ inputs.dry-run || false }}',
    ...environment(plan),
  ]),
];

function dispatch(plan: WorkflowPlan, inputs: readonly string[]): string[] {
  const [first] = plan.environments;
  const choice =
    first === undefined
      ? []
      : [`environment: { type: choice, options: ${list(plan.environments)}, default: ${quoted(first)} }`];
  const all = [...inputs, ...choice];
  if (all.length === 0) return ['  workflow_dispatch:'];
  return ['  workflow_dispatch:', '    inputs:', ...indent(6, all)];
}

const permissions = ({ credentials: { idToken } }: WorkflowPlan, all: readonly string[]): string[] => [
  'permissions:',
  ...indent(2, [...all, ...(idToken ? ["id-token: write # the vendor takes GitHub's word: no stored keys"] : [])]),
];

const deployments = ({ environments }: WorkflowPlan): string[] =>
  environments.length === 0 ? [] : ['deployments: write # each move is recorded in its environment'];

const environment = ({ environments: [first] }: WorkflowPlan): string[] =>
  first === undefined ? [] : [`environment: \${{ inputs.environment || '${first}' }}`];

const staticEnvironment = ({ environments: [first] }: WorkflowPlan): string[] =>
  first === undefined ? [] : [`environment: ${quoted(first)}`];

const checkout = (more: readonly string[] = []): string[] => [
  '- uses: actions/checkout@v6',
  '  with:',
  ...indent(4, [...more, 'persist-credentials: false']),
];

/** The merge that a pull request's run checks out is gone when the pull request is. */
const BASE_WHEN_CLOSED = "ref: ${{ github.event.action == 'closed' && github.base_ref || '' }}";

function build({ build: command }: WorkflowPlan, when?: string): string[] {
  if (command === undefined) return ['# What builds the functions belongs here.'];
  const condition = when === undefined ? [] : [`  if: ${when}`];
  const setup = ['- uses: actions/setup-node@v6', ...condition, '  with:', '    node-version: 22'];
  return [...setup, `- run: ${command}`, ...condition];
}

function ours({ uses, credentials, manifest, serviceWide }: WorkflowPlan, inputs: readonly string[]): string[] {
  const operation = inputs.find((line) => line.startsWith('operation: ')) ?? 'operation: deploy';
  const all = [
    ...inputs,
    ...(manifest === undefined ? [] : [`manifest: ${quoted(manifest)}`]),
    ...(serviceWide && operation !== 'operation: cleanup'
      ? ['# allow: service-wide # all functions of the service move together']
      : []),
    ...credentials.inputs,
  ];
  const env = credentials.env.length === 0 ? [] : ['  env:', ...indent(4, credentials.env)];
  return indent(6, [`- uses: ${uses}`, '  with:', ...indent(4, all), ...env]);
}

/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are over */

const PLAIN = /^[A-Za-z_][\w-]*$/;
const WORD = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** As YAML: between quotes where it could mean something else. */
const quoted = (text: string): string =>
  PLAIN.test(text) && !WORD.test(text) ? text : `'${text.replaceAll("'", "''")}'`;

const list = (all: readonly string[]): string => `[${all.map(quoted).join(', ')}]`;
