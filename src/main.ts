#!/usr/bin/env node
import { action } from './action.js';

/** Three doors: the runner's (no arguments), its post step, or argv. The only file that touches the process. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

const { argv, env } = process;
/** The word that dist/post.js puts in the place of a command; nothing that a person would write. */
const POST = ':post';
// On a terminal with Node 20 the AWS SDK announces its own plans before each answer; the action runs on Node 24.
env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const script = (argv[1] ?? '').replace(/post\.js$/, 'index.js');
const io = { env, cwd: process.cwd(), script, signal: stop.signal };

/** What is still open so long (ms) after all is said is not waited for. */
const LINGER_MS = 1000;

async function main(): Promise<number> {
  if (argv[2] === POST) return (await import('./post.js')).post(io);
  // A runner gives all inputs as variables, with their defaults. A person who types no argument wants to know more.
  const started = env.GITHUB_ACTIONS === 'true' || Object.keys(env).some((name) => name.startsWith('INPUT_'));
  if (argv.length <= 2 && started) return action(io);
  const { cli } = await import('./cli.js');
  // `… list | head`: whoever reads may stop before the end.
  const closed = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', closed);
  const print = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
  const { stdout, stderr } = process;
  const windows = { stdout, stderr };
  const watched = stderr.isTTY && env.TERM !== 'dumb' && { draw: (text: string) => void stderr.write(text) };
  // Looked at on use: whoever asks nothing leaves the input alone.
  const openTerminal = () =>
    stderr.isTTY && process.stdin.isTTY ? { input: process.stdin, output: stderr } : undefined;
  const out = { stdout: print(stdout), stderr: print(stderr), windows, ...watched };
  return cli(argv.slice(2), { ...io, ...out, openTerminal });
}

void main().then((code) => {
  process.exitCode = code;
  // A socket of a library that hangs would keep the process for minutes.
  setInterval(() => {
    if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
  }, LINGER_MS).unref();
});
