import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { KEYS } from '../../src/providers/lambda/sandbox/signature.js';
import type { LoggedRequest } from '../../src/sandbox/kit/types.js';
import { type Github, github } from '../support/github.js';
import { bare, DIST, ROOT } from '../support/run-dist.js';
import { type ActRequest, type ActRun, act } from './runner.js';

const BUNDLE = process.env.VERSIONED_DEPLOY_DIST ?? DIST;
const STAND_INS = path.join(ROOT, '__tests__', 'act', 'stand-ins');

export type Start = Partial<Pick<ActRequest, 'job' | 'inputs' | 'vars' | 'secrets'>> & {
  event: string;
  payload?: object;
  /** what the user wrote in place of the example's own names */
  edit?: Record<string, string>;
};

/** A user's repository with the examples in it, the action as it is released, a sandbox, and GitHub's API. */
export interface World {
  sandbox: string;
  /** the secret that all keys of this sandbox have */
  key: string;
  github: Github;
  /** The build output will answer `{ ok: true, word }`, or be this code. Committed, as on main. */
  commit(word: string, code?: string): Promise<void>;
  /** Starts `examples/workflows/<name>` with act. */
  start(name: string, how: Start): Promise<ActRun>;
  /** A control of the sandbox. */
  control<T>(what: string): Promise<T>;
  /** Method and path of what was sent since the last call, reads left out. */
  writes(): Promise<string[]>;
  close(): Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'vd-act-')));
  const [sandbox, forge] = await Promise.all([startSandbox(), github(), lay(home)]);
  let runs = 100;
  const control = async <T>(what: string, init?: RequestInit) =>
    (await (await fetch(`${sandbox.url}/_sandbox/${what}`, init)).json()) as T;
  return {
    sandbox: sandbox.url,
    key: sandbox.key,
    github: forge,
    control,
    commit: (word, code = `async () => ({ ok: true, word: '${word}' })`) => commit(home, word, code),
    start: (name, how) => {
      const run = { GITHUB_RUN_ID: String(++runs), GITHUB_RUN_NUMBER: String(runs), GITHUB_API_URL: forge.url };
      return start(home, name, how, { ...run, ...environmentFor(sandbox) });
    },
    async writes() {
      const all = await control<LoggedRequest[]>('requests');
      await control('requests', { method: 'DELETE' });
      // CloudWatch is read by POST.
      return all
        .filter(({ method, path: to }) => method !== 'GET' && to !== '/')
        .map((one) => `${one.method} ${one.path}`);
    },
    async close() {
      await Promise.all([sandbox.close(), forge.close()]);
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** What points the SDKs' standard variables at the sandbox, so that the examples stay as they are. */
const environmentFor = ({ url, key }: { url: string; key: string }) => ({
  AWS_ENDPOINT_URL_LAMBDA: url,
  AWS_EC2_METADATA_DISABLED: 'true',
  SANDBOX_ACCESS_KEY_ID: KEYS.accessKeyId,
  SANDBOX_SECRET_ACCESS_KEY: key,
});

/** The command that the documentation names, in a process of its own. */
async function startSandbox() {
  const child = spawn(process.execPath, [BUNDLE, 'sandbox', '--port', '0', '--scale', '0.01'], {
    env: bare(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  let url = '';
  for await (const line of lines) {
    url ||= /listens on (http:\S+?)\.(?: |$)/.exec(line)?.[1] ?? '';
    const key = /INVOKE_API_KEY: (\w+)/.exec(line)?.[1];
    if (!key) continue;
    return {
      url,
      key,
      close: async () => {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      },
    };
  }
  throw new Error('The sandbox ended before it said where it listens.');
}

const project = (home: string) => path.join(home, 'shop');
const git = (home: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Mona', '-c', 'user.email=mona@example.com', ...args], { cwd: project(home) });

/** A project as users have it: `npm ci` and `npm run build` make the folder `build`. */
async function lay(home: string): Promise<void> {
  const facts = { name: 'checkout', version: '1.0.0' };
  const scripts = { build: 'mkdir -p build && cp src/* build/' };
  const lock = { ...facts, lockfileVersion: 3, requires: true, packages: { '': facts } };
  await mkdir(path.join(project(home), 'src'), { recursive: true });
  await mkdir(path.join(home, 'config', 'act'), { recursive: true });
  await writeFile(path.join(home, 'config', 'act', 'actrc'), '');
  await writeFile(path.join(project(home), 'package.json'), JSON.stringify({ ...facts, private: true, scripts }));
  await writeFile(path.join(project(home), 'package-lock.json'), JSON.stringify(lock));
  await writeFile(path.join(project(home), '.gitignore'), 'build/\n');
  await cp(path.join(ROOT, 'examples', 'workflows'), path.join(project(home), '.github', 'workflows'), {
    recursive: true,
  });
  // All that a release needs: whatever else the action reached for would be missing.
  await cp(path.join(ROOT, 'action.yml'), path.join(home, 'release', 'action.yml'));
  await cp(path.dirname(BUNDLE), path.join(home, 'release', 'dist'), { recursive: true });
  git(home, 'init', '--quiet', '--initial-branch', 'main');
  git(home, 'remote', 'add', 'origin', 'https://github.com/octo/shop.git');
}

async function commit(home: string, word: string, code: string): Promise<void> {
  await writeFile(path.join(project(home), 'src', 'index.mjs'), `export const handler = ${code};\n`);
  const invoke = `module.exports = async (req, res) => { res.json({ word: '${word}' }); };\n`;
  await writeFile(path.join(project(home), 'src', 'index.js'), invoke);
  await writeFile(path.join(project(home), 'src', 'package.json'), '{}');
  git(home, 'add', '--all');
  git(home, 'commit', '--quiet', '--message', word);
}

/** Actions of others that a workflow uses, at whatever commit → the folder that stands in for them. */
function standIns(yaml: string): Record<string, string> {
  const folders = { 'actions/setup-node': 'node', 'aws-actions/configure-aws-credentials': 'credentials' };
  return Object.fromEntries(
    Object.entries(folders).flatMap(([action, folder]) =>
      [...yaml.matchAll(new RegExp(`uses: (${action}@\\S+)`, 'g'))].map(([, uses = '']) => [
        uses,
        path.join(STAND_INS, folder),
      ]),
    ),
  );
}

async function start(home: string, name: string, how: Start, env: Record<string, string>): Promise<ActRun> {
  const workflow = path.join('.github', 'workflows', name);
  const { edit = {}, payload, ...rest } = how;
  const file = path.join(project(home), workflow);
  let yaml = await readFile(path.join(ROOT, 'examples', 'workflows', name), 'utf8');
  for (const [from, to] of Object.entries(edit)) yaml = yaml.replaceAll(from, to);
  await writeFile(file, yaml);
  const event = path.join(home, 'event.json');
  if (payload) await writeFile(event, JSON.stringify(payload));
  return act({
    ...rest,
    repository: project(home),
    home,
    workflow,
    payload: payload && event,
    env,
    secrets: { GITHUB_TOKEN: 't0ken', ...rest.secrets },
    actions: {
      'OWNER/versioned-deploy@v1': path.join(home, 'release'),
      ...standIns(yaml),
    },
  });
}
