import { OPERATIONS, type OperationName } from './core/model.js';
import type { Operation } from './core/operation.js';
import { INPUTS, type NamedInput } from './inputs/index.js';
import { SANDBOX_USAGE } from './sandbox/usage.js';

const END = [
  'Credentials come from the environment: INVOKE_API_KEY, and the standard variables and chains of AWS and Alibaba.',
  'Exit codes: 0 done or nothing to do, 1 failed, refused or held, 2 bad input, 3 a gate failed and all traffic is back.',
];

/** What the words on a command line say about: one operation with the inputs that it reads, or all of them. */
export async function help(words: readonly string[]): Promise<string> {
  // Loaded on use: only help wants to know what all of them do.
  const { operations } = await import('./operations/index.js');
  const operation = OPERATIONS.find((name) => words.includes(name));
  return (operation ? helpOn(operations[operation]) : overview(words, operations)).join('\n');
}

function helpOn({ name: operation, summary }: Operation): string[] {
  const inputs = INPUTS.filter((input) => input.operations.includes(operation) && input.name !== 'operation');
  return [`versioned-deploy ${operation} --<input> <value> …: ${summary}`, '', ...rows(inputs), '', ...END];
}

function overview(words: readonly string[], operations: Record<OperationName, Operation>): string[] {
  if (words.includes('sandbox')) return [SANDBOX_USAGE];
  return [
    'versioned-deploy <operation> --<input> <value> …',
    '',
    'Operations (versioned-deploy help <operation> tells their inputs alone):',
    ...OPERATIONS.map((name) => `  ${name.padEnd(10)} ${operations[name].summary}`),
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
