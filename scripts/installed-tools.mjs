import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// Tools that others wrote, in the pinned version, each installed once below .cache/.

const CACHE = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), '.cache');

/** What it takes to install a tool is not here. */
export class Missing extends Error {}

const works = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** A command of a Python package, in an environment of its own. Returns its path. */
export function pythonTool({ name, version, requirement = name, command = name }) {
  const folder = path.join(CACHE, `${name}-${version}`);
  const bin = path.join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const tool = path.join(bin, command);
  if (existsSync(tool)) return tool;
  console.log(`Installing ${name} ${version} below .cache/ …`);
  run(python(), ['-m', 'venv', '--clear', folder]);
  run(path.join(bin, 'python'), [
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
    `${requirement}==${version}`,
  ]);
  return tool;
}

/** A command of a Go module. Returns its path. */
export function goTool({ name, version, module }) {
  const folder = path.join(CACHE, `${name}-${version}`);
  const tool = path.join(folder, name);
  if (existsSync(tool)) return tool;
  if (!works('go', 'version')) throw new Missing('Go is not installed');
  console.log(`Installing ${name} ${version} below .cache/ …`);
  run('go', ['install', `${module}@v${version}`], { ...process.env, GOBIN: folder });
  return tool;
}

function python() {
  const found = [process.env.PYTHON, 'python3', 'python'].find(
    (name) => name && works(name, '-c', 'import venv, ensurepip'),
  );
  if (!found) throw new Missing('Python 3 with venv is not installed');
  return found;
}

function run(command, args, env = process.env) {
  const { status } = spawnSync(command, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Missing(`"${command} ${args.join(' ')}" failed`);
}

/**
 * Ends the process with what `main` returns. Without the tools a person's run is skipped, with a line that says so; in CI
 * nothing may skip itself.
 */
export async function exitWith(script, skipped, main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    const skip = error instanceof Missing && !process.env.CI;
    console.log(skip ? `Skipped, ${skipped}: ${error.message}.` : `npm run ${script}: ${error.message}`);
    process.exitCode = skip ? 0 : 1;
  }
}
