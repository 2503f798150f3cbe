import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from '../stage.mjs';

/** The sandboxes, and the runner's side of a step, out of src: they start in this process, a fresh one for each seed. */
export async function loadSandbox() {
  const folder = join(ROOT, '.cache', 'faults');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `sandbox-${process.pid}.mjs`);
  const contents = [
    "export { startAll } from './src/sandbox/start.ts';",
    "export { environmentOf } from './src/sandbox/guide.ts';",
    "export { startStep } from './src/sandbox/step-runner.ts';",
  ].join('\n');
  await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
  });
  return import(pathToFileURL(outfile).href);
}
