// npm run test:act [-- test files]
//
// Runs the workflows of examples/ for real with act, a workflow runner that others wrote, against the sandbox: on this
// machine, without containers, offline. Needs Go to install act (once, below .cache/); without it the suite is skipped
// with a line that says so, but never in CI. ACT_BINARY names an act that is there already.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWith, goTool, Missing } from './installed-tools.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const ACT = '0.2.89';
const DIST = process.env.VERSIONED_DEPLOY_DIST ?? path.join(ROOT, 'dist', 'index.js');

/** act of the pinned version, installed once. */
function install() {
  if (process.env.ACT_BINARY) return process.env.ACT_BINARY;
  if (process.platform === 'win32') throw new Missing('act runs the steps with bash, so this is not for Windows');
  return goTool({ name: 'act', version: ACT, module: 'github.com/nektos/act' });
}

/** The folder of the Node that action.yml names: act runs whichever `node` comes first on the PATH. */
function node() {
  const action = readFileSync(path.join(ROOT, 'action.yml'), 'utf8');
  const major = /^\s+using: node(\d+)$/m.exec(action)?.[1];
  if (process.versions.node.split('.')[0] === major) return path.dirname(process.execPath);
  const prefix = path.join(ROOT, '.cache', `node-${major}`);
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(prefix, 'node_modules', name, 'bin');
  if (existsSync(path.join(folder, 'node'))) return folder;
  console.log(`Installing Node ${major} below .cache/ …`);
  const { status } = spawnSync('npm', ['install', '--silent', '--prefix', prefix, `${name}@${major}`], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Missing(`Node ${major} could not be installed`);
  return folder;
}

function main() {
  if (!existsSync(DIST)) throw new Error(`There is no bundle at ${DIST}. Make it with: npm run bundle`);
  const env = { ...process.env, ACT_BINARY: install(), ACT_NODE: node(), VERSIONED_DEPLOY_DIST: DIST };
  const files = process.argv.slice(2);
  const args = [
    ...['--experimental-vm-modules', '--no-warnings', path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js')],
    ...['--runInBand', '--testPathIgnorePatterns', '/node_modules/'],
    ...['--testPathPatterns', ...(files.length > 0 ? files : ['/__tests__/act/'])],
  ];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

await exitWith('test:act', 'no workflow was run', main);
