import { type ParseArgsConfig, parseArgs } from 'node:util';
import { didYouMean } from '../core/did-you-mean.js';
import { inputError } from '../core/errors.js';
import { OPERATIONS } from '../core/operation-names.js';
import { INPUTS, MAPS, PUBLIC_NAMES } from '../inputs/index.js';
import { bool, flagOrDuration, previewUrl } from '../inputs/parsers.js';
import type { GivenInputs } from '../inputs/read-request.js';

/** What can be typed in the place of an operation. */
export const COMMANDS = ['init', 'demo', 'sandbox', 'completion', 'help'] as const;

export interface Arguments {
  given: GivenInputs;
  /** print the receipt instead of a report */
  json: boolean;
}

type Token = ReturnType<typeof tokensOf>[number];

/**
 * `--name value`, `--name=value`; a word alone is the function; a yes-or-no input may stand alone, and a list may be given piece by piece. Throws
 * `input` for what is no input, has no value, or does not belong on a command line.
 */
export function parseArguments(operation: string, argv: readonly string[]): Arguments {
  refuseUnknownCommand(operation);
  const given: GivenInputs = { operation };
  let json = false;
  for (const [name, value] of optionsOf(argv)) {
    refuseMisplaced(name);
    if (name === 'function' && given.function !== undefined) {
      throw inputError('function', value, 'is a second name.', `Name one: ${given.function} stands before it.`);
    }
    if (name === 'json') json = bool(value, name);
    // `--allow older --allow service-wide`
    else given[name] = MAPS[name]?.list && given[name] ? `${given[name]}, ${value}` : value;
  }
  return { given, json };
}

export function refuseUnknownCommand(word: string): void {
  if ((OPERATIONS as readonly string[]).includes(word)) return;
  const commands = [...OPERATIONS, ...COMMANDS];
  const next = `${didYouMean(word, commands)}Use one of: ${commands.join(', ')}.`;
  throw inputError('operation', word, 'is not one of the choices.', next);
}

/** Inputs that mean something when they stand alone. */
export function isFlag(name: string): boolean {
  const main = MAPS[name]?.main;
  const parse = INPUTS.find((input) => input.name === (main === undefined ? name : `${name}.${main}`))?.parse;
  return parse === bool || parse === flagOrDuration || parse === previewUrl;
}

const NAMES = [...new Set([...PUBLIC_NAMES, ...INPUTS.map(({ name }) => name)])];

/** Names and values, in their order. What we do not know is refused later, by its name. */
function optionsOf(argv: readonly string[]): [name: string, value: string][] {
  const valued = NAMES.filter((name) => !isFlag(name)).map((name) => [name, { type: 'string' }] as const);
  const options: ParseArgsConfig['options'] = Object.fromEntries(valued);
  const tokens = tokensOf(argv, options);
  const found: [string, string][] = [];
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at];
    // `rollback checkout`
    if (word?.kind === 'positional' && !found.some(([input]) => input === 'function')) {
      found.push(['function', word.value]);
      continue;
    }
    const [name, value] = optionOf(word);
    const next = tokens[at + 1];
    // Whether an input that may stand alone, or that we do not know, has a value shows in what follows.
    if (value === undefined && next?.kind === 'positional') {
      found.push([name, next.value]);
      at++;
    } else found.push([name, value ?? 'true']);
  }
  return found;
}

/** Node's own parser. It takes what it does not know for a flag. */
const tokensOf = (argv: readonly string[], options: ParseArgsConfig['options']) =>
  parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;

function optionOf(token: Token | undefined): [name: string, value: string | undefined] {
  // Names of other tools have capitals and underscores; they are answered with ours.
  if (token?.kind !== 'option' || !/^--[a-z][\w-]*(?:\.[a-z][\w-]*)?$/i.test(token.rawName)) {
    const word = token?.kind === 'positional' ? token.value : token?.kind === 'option' ? token.rawName : '--';
    throw inputError('arguments', word, 'is not an input.', 'Write inputs as --name value.');
  }
  const { name, value, inlineValue } = token;
  const missing = value === undefined ? NAMES.includes(name) && !isFlag(name) : !inlineValue && /^--[a-z]/i.test(value);
  if (!missing) return [name, value];
  const inline = value === undefined ? '' : `, or --${name}=${value}`;
  throw inputError(name, '', 'has no value.', `Write --${name} VALUE${inline}.`);
}

function refuseMisplaced(name: string): void {
  const input = INPUTS.find((one) => one.name === name);
  if (input?.workflowOnly) throw inputError(name, '', 'is read in a workflow only.', 'Leave it out here.');
  if (!input?.secret) return;
  const variable = name.toUpperCase().replaceAll('-', '_');
  throw inputError(
    name,
    '',
    'does not belong on a command line, where others can read it.',
    `Set ${variable} instead.`,
  );
}
