#!/usr/bin/env node
/** Two doors: the runner's (no arguments), or argv. The only file that touches the process. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

const { argv, env } = process;
const io = { env, cwd: process.cwd(), script: argv[1] ?? '', signal: stop.signal };

async function main(): Promise<number> {
  if (argv.length <= 2) return (await import('./action.js')).action(io);
  const { cli } = await import('./cli.js');
  const print = (stream: NodeJS.WriteStream) => (text: string) => void stream.write(`${text}\n`);
  return cli(argv.slice(2), { ...io, stdout: print(process.stdout), stderr: print(process.stderr) });
}

process.exitCode = await main();
