// npm run test:moto [-- test files]
//
// Runs the Lambda scenarios of __tests__/moto through the bundle against moto, a server that others wrote: a sandbox by
// the client's author shares the author's errors. Needs Python 3; without it the suite is skipped with a line that says
// so, but never in CI. MOTO_URL names a server that runs already.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { exitWith, pythonTool } from './installed-tools.mjs';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const MOTO = '5.2.5';
const DIST = process.env.VERSIONED_DEPLOY_DIST ?? path.join(ROOT, 'dist', 'index.js');

/** The pinned moto in an environment of its own, made once. */
const install = () => pythonTool({ name: 'moto', version: MOTO, requirement: 'moto[server]', command: 'moto_server' });

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function start() {
  const port = await freePort();
  const server = spawn(install(), ['-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  const url = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (server.exitCode !== null) break;
    if (await answers(url)) return { url, stop: () => server.kill() };
    await delay(100);
  }
  server.kill();
  throw new Error(`moto did not start: ${said}`);
}

/** Invocations are echoed: code is not run in containers. */
async function answers(url) {
  const config = { method: 'POST', body: JSON.stringify({ lambda: { use_docker: false } }) };
  return fetch(`${url}/moto-api/config`, config).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function main() {
  if (!existsSync(DIST)) throw new Error(`There is no bundle at ${DIST}. Make it with: npm run bundle`);
  const moto = process.env.MOTO_URL ? { url: process.env.MOTO_URL, stop() {} } : await start();
  try {
    const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const files = process.argv.slice(2);
    const which = [
      '--runInBand',
      '--testPathIgnorePatterns',
      '/node_modules/',
      '--testPathPatterns',
      ...(files.length > 0 ? files : ['/__tests__/moto/']),
    ];
    const args = ['--experimental-vm-modules', '--no-warnings', jest, ...which];
    const env = { ...process.env, MOTO_URL: moto.url, VERSIONED_DEPLOY_DIST: DIST };
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
    return await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  } finally {
    moto.stop();
  }
}

await exitWith('test:moto', 'nothing was tested against moto', main);
