import type { Operation } from '../core/operation.js';
import { OPERATIONS, type OperationName } from '../core/operation-names.js';
import { INIT_USAGE } from '../init/usage.js';
import { INPUTS, type NamedInput } from '../inputs/index.js';
import { LOG_SCREEN, type Screen } from '../report/screen.js';
import { SANDBOX_USAGE } from '../sandbox/usage.js';
import { COMMANDS, refuseUnknownCommand } from './parse-arguments.js';

const END = [
  'Add --json to any operation to get its receipt on stdout, and all that is said on stderr.',
  'Credentials come from the environment: INVOKE_API_KEY, and the standard variables and chains of AWS and Alibaba.',
  'Exit codes: 0 done or nothing to do, 1 failed, refused or held, 2 bad input, 3 a gate failed and all traffic is back, 4 `status` found that something is not as the last run left it.',
];

const OTHERS: Record<Exclude<(typeof COMMANDS)[number], 'help'>, string> = {
  init: 'write versioned-deploy.yml and workflows for functions that exist: init [function …]',
  demo: 'the whole story in a sandbox, with no account: demo [provider]',
  sandbox: 'the APIs of all vendors on this machine: sandbox [--port N] [--scale F]',
  completion: 'what a shell needs to complete inputs: completion bash|zsh',
};

/** A window wider than this (cells) is not filled: nobody reads such lines. */
const MOST_COLUMNS = 100;
/** Where nobody tells how wide the window is, as in a pipe to a pager. */
const USUAL_COLUMNS = 80;

/**
 * What the words on a command line say about: one operation with the inputs that it reads, or all of them. Throws `input`
 * for a word that is neither.
 */
export async function help(words: readonly string[], screen: Screen = LOG_SCREEN): Promise<string> {
  // Loaded on use: only help wants to know what all of them do.
  const { operations } = await import('../operations/index.js');
  const shown = { ...screen, columns: Math.min(screen.columns ?? USUAL_COLUMNS, MOST_COLUMNS) };
  const [about] = words.filter((word) => !word.startsWith('-') && word !== 'help');
  if (about !== undefined && !isCommand(about)) refuseUnknownCommand(about);
  const operation = OPERATIONS.find((name) => name === about);
  const lines = operation ? helpOn(operations[operation], shown) : overview(about, operations, shown);
  return lines.join('\n');
}

const isCommand = (word: string): boolean => (COMMANDS as readonly string[]).includes(word);

function helpOn({ name: operation, summary }: Operation, screen: Screen): string[] {
  const inputs = INPUTS.filter((input) => input.operations.includes(operation) && input.name !== 'operation');
  return [
    ...paragraph(`versioned-deploy ${operation} [function] --<input> <value> …: ${summary}`, screen),
    '',
    ...inputRows(inputs, screen),
    '',
    ...END.flatMap((text) => paragraph(text, screen)),
  ];
}

function overview(about: string | undefined, operations: Record<OperationName, Operation>, screen: Screen): string[] {
  if (about === 'sandbox') return SANDBOX_USAGE.split('\n');
  if (about === 'init') return INIT_USAGE.split('\n');
  return [
    'versioned-deploy <operation> [function] --<input> <value> …',
    '',
    ...paragraph('Operations (versioned-deploy help <operation> tells their inputs alone):', screen),
    ...OPERATIONS.flatMap((name) => row(name, operations[name].summary, 10, screen)),
    '',
    'Besides:',
    ...Object.entries(OTHERS).flatMap(([name, text]) => row(name, text, 10, screen)),
    '',
    'Inputs:',
    ...inputRows(
      INPUTS.filter(({ name }) => name !== 'operation'),
      screen,
    ),
    '',
    ...END.flatMap((text) => paragraph(text, screen)),
  ];
}

/** Of those that mean something in a terminal. A key has no place on a command line. */
const inputRows = (inputs: readonly NamedInput[], screen: Screen): string[] =>
  inputs
    .filter(({ secret, workflowOnly }) => !secret && !workflowOnly)
    .flatMap(({ name, help: text, default: fallback }) =>
      row(`--${name}`, `${text}${fallback ? ` Default: ${fallback}.` : ''}`, 22, screen),
    );

/** A name, and what it is: beside it where there is room, otherwise below. */
function row(name: string, text: string, width: number, screen: Screen): string[] {
  const narrow = (screen.columns ?? USUAL_COLUMNS) < 60;
  const hanging = ' '.repeat(narrow ? 6 : width + 3);
  const [first = '', ...rest] = paragraph(text, screen, hanging);
  const below = narrow || name.length > width;
  return [...(below ? [`  ${name}`, hanging + first] : [`  ${name.padEnd(width)} ${first}`]), ...rest];
}

/** Unlike in a report, nothing here is copied: a line may break anywhere between words. */
function paragraph(text: string, { columns = USUAL_COLUMNS, wrap }: Screen, hanging = ''): string[] {
  const [first = '', ...rest] = wrap(text, columns - hanging.length).split('\n');
  return [first.trimEnd(), ...rest.map((line) => hanging + line.trim())];
}
