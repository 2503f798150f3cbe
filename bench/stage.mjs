/** Where whole jobs are measured: the bundle as a runner would start it, beside a sandbox in a process of its own. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const DIST = join(ROOT, 'dist', 'index.js');
const PEAK = new URL('./peak.mjs', import.meta.url).href;

/** What `with:` names each provider's function in a fresh sandbox. */
export const WHERE = {
  invoke: (url) => ({ function: '@demo/sample', 'invoke.url': url, 'invoke.execution-url': url }),
  'aws-lambda': (url) => ({ function: 'sample', region: 'eu-central-1', endpoint: url }),
  'alibaba-fc3': (url) => ({ function: 'sample', region: 'eu-central-1', endpoint: url }),
  'alibaba-fc2': (url) => ({
    'fc2.service': 'demo',
    function: 'sample',
    'fc2.account-id': '1234567890123456',
    region: 'eu-central-1',
    endpoint: url,
    allow: 'service-wide',
  }),
};

/** The inputs that a step on this provider needs besides the operation. */
export const where = (provider, url) => ({ provider, ...WHERE[provider](url) });

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** An empty folder for a workspace and RUNNER_TEMP; `remove` it at the end. */
export function scratch() {
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  const workspace = join(home, 'workspace');
  const temp = join(home, 'temp');
  for (const folder of [workspace, temp]) mkdirSync(folder);
  return { home, workspace, temp, remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Starts the sandboxes of all providers behind one port. `scale` multiplies the vendors' waiting times. */
export async function startSandbox({ dist = DIST, scale = 0.01 } = {}) {
  const args = [dist, 'sandbox', '--port', '0', '--scale', String(scale)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const text = await guide(child);
  const [, url] = /listens on (http\S+?)\. /.exec(text) ?? [];
  const env = Object.fromEntries([...text.matchAll(/^ +(?:env: +)?([A-Z_]{6,}): (\S+)$/gm)].map(([, ...pair]) => pair));
  const control = async (method, what, body) => {
    const answer = await fetch(`${url}/_sandbox/${what}`, { method, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${what}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    url,
    /** credentials that these sandboxes accept */
    env,
    requests: () => control('GET', 'requests'),
    clear: () => control('DELETE', 'requests'),
    set: (name, settings) => control('PUT', `settings/${name}`, settings),
    fault: (...faults) => control('POST', 'faults', faults),
    calm: () => control('DELETE', 'faults'),
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What it prints once it listens. */
function guide(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('_sandbox/requests')) resolve(text);
    });
    child.once('exit', (code) => reject(new Error(`The sandbox ended with ${code}: ${text}`)));
  });
}

/** A bare environment: nothing of this machine's own credentials gets in. */
function basics() {
  const { HOME, USERPROFILE, SystemRoot, PATH = '' } = process.env;
  const path = [dirname(process.execPath), PATH].join(delimiter);
  return { PATH: path, HOME, USERPROFILE, SystemRoot };
}

const FILES = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH'];

/** What a runner sets, with the files that it reads afterwards. */
function runner({ workspace, temp }) {
  mkdirSync(temp, { recursive: true });
  const files = Object.fromEntries(FILES.map((name) => [name, join(dirname(temp), name.toLowerCase())]));
  for (const file of Object.values(files)) writeFileSync(file, '');
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'octo-org/octo-repo',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_WORKSPACE: workspace,
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    ...files,
  };
}

const variables = (inputs) =>
  Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, String(value)]));

/**
 * One step, from spawn to exit (ms). `peak: true` tells the process's peak memory (mib) and its CPU time (cpu, in ms), at
 * the price of a preload, so those runs are not to be timed. Throws with the log when it is red, unless `red` allows that.
 */
export async function step({ script = DIST, inputs, env, place, peak = false, red = false }) {
  const vars = runner(place);
  const preload = peak ? { NODE_OPTIONS: `--import=${PEAK}`, BENCH_PEAK: join(place.home, 'peak') } : {};
  const tmp = { TMPDIR: place.temp, TEMP: place.temp, TMP: place.temp };
  const all = { ...basics(), ...tmp, ...vars, ...variables(inputs), ...env, ...preload };
  const started = performance.now();
  // A peer may also be a program.
  const [file, args] = /\.[cm]?js$/.test(script) ? [process.execPath, [script]] : [script, []];
  const child = spawn(file, args, {
    cwd: place.workspace,
    env: all,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log += chunk;
    });
  }
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const ms = performance.now() - started;
  if (code !== 0 && !red) throw new Error(`${script} ended with ${code}:\n${log}`);
  const cost = peak && existsSync(preload.BENCH_PEAK) ? JSON.parse(readFileSync(preload.BENCH_PEAK, 'utf8')) : {};
  return { ms, code, log, ...cost, outputs: outputsOf(readFileSync(vars.GITHUB_OUTPUT, 'utf8')) };
}

function outputsOf(text) {
  const found = {};
  for (const [, name, , value] of text.matchAll(/^(.*?)<<(.+)\n([\s\S]*?)\n\2$/gm)) found[name] = value;
  return found;
}
