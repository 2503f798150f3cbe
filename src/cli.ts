import { readFileSync } from 'node:fs';
import { dirname, join, parse as parsePath, resolve } from 'node:path';
import { didYouMean } from './core/did-you-mean.js';
import { inputError, messageOf } from './core/errors.js';
import { exitCodeOf } from './core/exit-code.js';
import { noForge } from './core/forge.js';
import type { Log } from './core/log.js';
import { OPERATIONS } from './core/model.js';
import { help } from './help.js';
import { INPUTS, MAPS } from './inputs/index.js';
import { bool, flagOrDuration, previewUrl } from './inputs/parsers.js';
import type { GivenInputs } from './inputs/read-request.js';
import { terminalText } from './report/terminal.js';
import { run } from './run.js';

export interface CliIo {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  script: string;
  signal: AbortSignal;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

/**
 * argv → the same Request → the same run → print. The exit codes are in core/exit-code.ts.
 * Credentials come from the environment only: an argument shows in the list of processes.
 */
export async function cli(argv: string[], io: CliIo): Promise<number> {
  const [command = 'help', ...rest] = argv;
  if ([command, ...rest].some(asksForHelp)) {
    io.stdout(await help([command, ...rest]));
    return 0;
  }
  if (command === 'demo') return (await import('./sandbox/demo.js')).demo(rest, io);
  if (command === 'sandbox') return (await import('./sandbox/start.js')).sandbox(rest, io);
  let given: GivenInputs;
  try {
    given = inputsOf(command, rest);
  } catch (error) {
    io.stderr(`${messageOf(error)}\n${(error as { next?: string }).next ?? ''}`);
    return 2;
  }
  return operate(given, io);
}

/** `help` is a command only; as a value, `--function=--help` is written in one word. */
const asksForHelp = (word: string, at: number): boolean =>
  word === '--help' || word === '-h' || (at === 0 && word === 'help');

async function operate(given: GivenInputs, io: CliIo): Promise<number> {
  const { env, cwd, signal, script } = io;
  // A person at a terminal may ship what lies outside the folder they stand in.
  if (given.path) given.path = resolve(cwd, given.path);
  const workspace = parsePath(cwd).root;
  const { receipt } = await run(given, {
    env,
    workspace,
    script,
    signal,
    forge: noForge,
    log: terminalLog(io),
  });
  io.stdout(terminalText(receipt, { kind: 'cli', script, npx: npxOf(script) }));
  return exitCodeOf(receipt);
}

/**
 * What npx was told to run. It installs into …/_npx/<hash>/node_modules and writes the request beside that:
 * https://github.com/npm/cli/blob/latest/workspaces/libnpmexec/lib/index.js
 */
function npxOf(script: string): string | undefined {
  const folder = /^(.*[\\/]_npx[\\/][^\\/]+)[\\/]node_modules[\\/]/.exec(dirname(script))?.[1];
  if (folder === undefined) return undefined;
  try {
    const { _npx } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      _npx?: { packages?: unknown };
    };
    const [wanted] = Array.isArray(_npx?.packages) ? (_npx.packages as unknown[]) : [];
    return typeof wanted === 'string' ? wanted : undefined;
  } catch {
    return undefined;
  }
}

/** `--name value`, `--name=value`; a yes-or-no input may stand alone. */
function inputsOf(operation: string, argv: string[]): GivenInputs {
  if (!(OPERATIONS as readonly string[]).includes(operation)) {
    const commands = [...OPERATIONS, 'demo', 'sandbox', 'help'];
    const next = `${didYouMean(operation, commands)}Use one of: ${commands.join(', ')}.`;
    throw inputError('operation', operation, 'is not one of the choices.', next);
  }
  const given: GivenInputs = { operation };
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    // Names of other tools have capitals and underscores; they are answered with ours.
    const match = /^--([a-z][\w-]*(?:\.[a-z][\w-]*)?)(?:=(.*))?$/is.exec(word);
    if (!match?.[1]) throw inputError('arguments', word, 'is not an input.', 'Write inputs as --name value.');
    const [, name, inline] = match;
    refuseSecret(name);
    const value = inline ?? wordOf(name, words);
    // A list may be given piece by piece: `--allow older --allow service-wide`.
    given[name] = MAPS[name]?.list && given[name] ? `${given[name]}, ${value}` : value;
  }
  return given;
}

function wordOf(name: string, words: string[]): string {
  const next = words[0];
  const main = MAPS[name]?.main;
  const parse = INPUTS.find((input) => input.name === (main === undefined ? name : `${name}.${main}`))?.parse;
  const flag = parse === bool || parse === flagOrDuration || parse === previewUrl;
  const alone = next === undefined || /^--[a-z]/i.test(next);
  // Whether an input that we do not know takes a value is not known either; it is refused later, by its name.
  if (alone && (flag || parse === undefined)) return 'true';
  if (next === undefined || alone) {
    const value = next ?? 'VALUE';
    throw inputError(name, '', 'has no value.', `Write --${name} VALUE${next ? `, or --${name}=${value}` : ''}.`);
  }
  words.shift();
  return next;
}

function refuseSecret(name: string): void {
  if (!INPUTS.some((input) => input.name === name && input.secret)) return;
  const variable = name.toUpperCase().replaceAll('-', '_');
  throw inputError(
    name,
    '',
    'does not belong on a command line, where others can read it.',
    `Set ${variable} instead.`,
  );
}

/** A terminal obeys control characters; none of them are ours. */
const plain = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '');

const terminalLog = ({ stderr }: CliIo): Log => ({
  info: (text) => stderr(plain(text)),
  notice: (text) => stderr(`Note: ${plain(text)}`),
  warning: (text) => stderr(`Warning: ${plain(text)}`),
  // Nothing of it is ever printed by us; a terminal has no list of masks.
  mask: () => undefined,
});
