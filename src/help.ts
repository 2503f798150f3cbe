import { OPERATIONS, type OperationName } from './core/model.js';
import { INPUTS, type NamedInput } from './inputs/index.js';
import { SANDBOX_USAGE } from './sandbox/usage.js';

const DOES: Record<OperationName, string> = {
  deploy: 'publish a package as a version, and make it live with --switch or --rollout',
  canary: 'give a version, or a new package, a share of the traffic',
  promote: 'make the running canary, or a version, live',
  rollback: 'go back to a version, or to what was live before',
  list: 'show the versions',
  diff: 'show what changed between two versions, or a version and a directory',
  download: 'fetch a version',
  delete: 'delete versions',
  cleanup: 'delete old versions',
  preview: 'give a pull request a version of its own (in a workflow)',
};

const END = [
  'Credentials come from the environment: INVOKE_API_KEY, and the standard variables and chains of AWS and Alibaba.',
  'Exit codes: 0 done, 1 failed, 2 bad input, 3 rolled back.',
];

/** What the words on a command line say about: one operation with the inputs that it reads, or all of them. */
export function help(words: readonly string[]): string {
  const operation = OPERATIONS.find((name) => words.includes(name));
  return (operation ? helpOn(operation) : overview(words)).join('\n');
}

function helpOn(operation: OperationName): string[] {
  const inputs = INPUTS.filter((input) => input.operations.includes(operation) && input.name !== 'operation');
  return [`versioned-deploy ${operation} --<input> <value> …: ${DOES[operation]}`, '', ...rows(inputs), '', ...END];
}

function overview(words: readonly string[]): string[] {
  if (words.includes('sandbox')) return [SANDBOX_USAGE];
  return [
    'versioned-deploy <operation> --<input> <value> …',
    '',
    'Operations (versioned-deploy help <operation> tells their inputs alone):',
    ...OPERATIONS.map((name) => `  ${name.padEnd(10)} ${DOES[name]}`),
    '',
    'With no account:',
    '  demo       the whole story, in a sandbox: demo [provider]',
    '  sandbox    the APIs of all vendors on this machine: sandbox [--port N] [--scale F]',
    '',
    'Inputs:',
    ...rows(INPUTS.filter(({ name }) => name !== 'operation')),
    '',
    ...END,
  ];
}

const rows = (inputs: readonly NamedInput[]): string[] =>
  inputs
    .filter(({ secret }) => !secret)
    .map(
      ({ name, help: text, default: fallback }) =>
        `  --${name.padEnd(24)} ${text}${fallback ? ` Default: ${fallback}.` : ''}`,
    );
