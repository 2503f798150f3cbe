// npm run dev -- <operation> …
//
// Runs the sources without bundling: each file is stripped of its types into .cache/dev, in a moment, and started. Types
// are not checked; `npm run types` does that.
import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const OUT = path.join(ROOT, '.cache', 'dev');

/** Compiles src/ into `out`, file by file, and the zip worker into one file of its own. Returns the file to start. */
export async function compileSources(out = OUT) {
  rmSync(out, { recursive: true, force: true });
  const src = path.join(ROOT, 'src');
  const files = readdirSync(src, { recursive: true }).map(String);
  const entryPoints = files.filter((name) => /(?<!\.d)\.ts$/.test(name)).map((name) => path.join(src, name));
  const shared = { platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning', outdir: out };
  await Promise.all([
    build({ ...shared, entryPoints, outbase: src, sourcemap: 'inline' }),
    build({ ...shared, entryPoints: { 'zip-worker': path.join(src, 'archive', 'worker.ts') }, bundle: true }),
  ]);
  return path.join(out, 'main.js');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const main = await compileSources();
  const args = ['--enable-source-maps', main, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
