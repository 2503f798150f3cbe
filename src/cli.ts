import { randomUUID } from 'node:crypto';
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse as parsePath, resolve, sep } from 'node:path';
import { type Arguments, parseArguments } from './command-line/parse-arguments.js';
import { DeployError } from './core/errors.js';
import { exitCodeOf } from './core/exit-code.js';
import { noForge } from './core/forge.js';
import type { Receipt } from './core/model.js';
import { findCheckout } from './inputs/complete-inputs.js';
import type { Window } from './report/open-screen.js';
import { terminalText } from './report/terminal.js';
import { terminalLog } from './report/terminal-log.js';
import { run } from './run.js';

export interface CliIo {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  script: string;
  signal: AbortSignal;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** what is known of the window that each is shown in; absent: there is none */
  windows?: { stdout: Window; stderr: Window };
  /** writes what stands still for a moment only, without a line end; absent: nobody watches */
  draw?: (text: string) => void;
  /** where a person can be asked; undefined: nobody is there */
  openTerminal?: () => { input: NodeJS.ReadableStream; output: NodeJS.WritableStream } | undefined;
}

/**
 * argv → the same Request → the same run → print. The exit codes are in core/exit-code.ts.
 * Credentials come from the environment only: an argument shows in the list of processes.
 */
export async function cli(argv: string[], io: CliIo): Promise<number> {
  const [command = 'help', ...rest] = argv;
  try {
    return await obey(command, rest, io);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    io.stderr(`${error.message}\n${error.next ?? ''}`);
    return error.kind === 'input' ? 2 : 1;
  }
}

async function obey(command: string, rest: string[], io: CliIo): Promise<number> {
  if ([command, ...rest].some(asksForHelp)) {
    const { help } = await import('./command-line/help.js');
    const { openScreen } = await import('./report/open-screen.js');
    io.stdout(await help([command, ...rest], openScreen(io.windows?.stdout ?? {}, io.env)));
    return 0;
  }
  if (command === '--version') io.stdout(`versioned-deploy ${ownVersion(io.script)}`);
  else if (command === 'completion') io.stdout((await import('./command-line/completion.js')).completion(rest[0]));
  else if (command === 'demo') return (await import('./sandbox/demo.js')).demo(rest, io);
  else if (command === 'sandbox') return (await import('./sandbox/start.js')).sandbox(rest, io);
  else if (command === 'init') {
    const { init } = await import('./init/index.js');
    return init(rest, { ...io, npx: npxOf(io.script), terminal: io.openTerminal?.() });
  } else return operate(parseArguments(command, rest), io);
  return 0;
}

/** `help` is a command only; as a value, `--function=--help` is written in one word. */
const asksForHelp = (word: string, at: number): boolean =>
  word === '--help' || word === '-h' || (at === 0 && word === 'help');

/** As the package says that lies around the bundle. */
function ownVersion(script: string): string {
  const file = join(dirname(dirname(realpathSync(script))), 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}

async function operate({ given, json }: Arguments, io: CliIo): Promise<number> {
  const { env, cwd, signal, script, windows } = io;
  // A person at a terminal may ship what lies outside the folder they stand in.
  if (given.path) given.path = resolve(cwd, given.path);
  const workspace = parsePath(cwd).root;
  // Whoever stands in a folder of a checkout means the file at its root.
  const checkout = () => (given.manifest ? cwd : findCheckout(cwd));
  const place = { workspace, checkout, recordsNothing: true };
  const log = terminalLog(io);
  const host = { env, script, signal, forge: noForge, log, ...place };
  const { receipt } = await inOwnFolder(env, (packageFolder) => run(given, { ...host, packageFolder }));
  log.status('');
  const { openScreen } = await import('./report/open-screen.js');
  const screen = openScreen((json ? windows?.stderr : windows?.stdout) ?? {}, env);
  const report = terminalText(receipt, { kind: 'cli', script, npx: npxOf(script) }, screen);
  (json ? io.stderr : io.stdout)(report);
  if (json) io.stdout(jsonText(receipt));
  return exitCodeOf(receipt);
}

/** Nobody takes the package from there afterwards, as a later step of a workflow may: so nothing of it stays. */
async function inOwnFolder(
  env: CliIo['env'],
  work: (folder: string) => Promise<{ receipt: Receipt }>,
): Promise<{ receipt: Receipt }> {
  // Made on use: most operations pack nothing.
  const folder = join(env.RUNNER_TEMP || tmpdir(), `versioned-deploy-${randomUUID()}`);
  try {
    const { receipt } = await work(folder);
    if (receipt.package?.file?.startsWith(folder + sep)) delete receipt.package.file;
    return { receipt };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** JSON leaves the control characters above ASCII as they are, and a terminal may obey them. */
const jsonText = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

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
