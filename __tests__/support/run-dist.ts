import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { staleDist } from '../../scripts/source-hash.mjs';
import type { ProviderName } from '../../src/providers/index.js';
import type { RunningSandbox } from '../../src/sandbox/kit/server.js';
import type { LoggedRequest } from '../../src/sandbox/kit/types.js';
import { startAll } from '../../src/sandbox/start.js';
import { type RunnerChild, type RunnerResult, startStep } from '../../src/sandbox/step-runner.js';

/** The folder of this project. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const DIST = path.join(ROOT, 'dist', 'index.js');

// Each suite that runs dist ends at once when that is not what src makes.
const stale = staleDist(ROOT);
if (stale !== undefined) throw new Error(stale);

/** Windows has no signals to be polite with: there a process is ended, not asked. */
export const SIGNALS = process.platform !== 'win32';

export type Inputs = Record<string, string>;
export type Env = Record<string, string | undefined>;

export interface Run {
  inputs: Inputs;
  env?: Env;
  /** the workspace */
  cwd: string;
  /** default: the committed bundle */
  script?: string;
}

/** Runs the bundle as a runner would: INPUT_* variables, the runner's files, a bare environment. */
export async function runAction(run: Run): Promise<RunnerResult> {
  return (await startAction(run)).end;
}

/** The same, for those who want to disturb it while it runs. */
export async function startAction({ inputs, env, cwd, script = DIST }: Run): Promise<RunnerChild> {
  const temp = path.join(path.dirname(cwd), 'runner-temp');
  return startStep({ script, inputs, workspace: cwd, temp, env: { ...bare(), ...env } });
}

/** What a process needs to start at all: nothing of the machine's own credentials gets in. */
export function bare(): Env {
  const { HOME, USERPROFILE, SystemRoot, TEMP, TMP, TMPDIR } = process.env;
  const PATH = [path.dirname(process.execPath), process.env.PATH ?? ''].join(path.delimiter);
  return { PATH, HOME, USERPROFILE, SystemRoot, TEMP, TMP, TMPDIR };
}

export interface Shell {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Pastes one line into a terminal. */
export async function paste(line: string, { env = {}, cwd }: { env?: Env; cwd: string }): Promise<Shell> {
  const child = spawn('sh', ['-c', line], { cwd, env: { ...bare(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

/** A sandbox of one provider on a free port, and a workspace to work in. */
export interface Place {
  sandbox: RunningSandbox;
  /** the workspace */
  cwd: string;
  /** RUNNER_TEMP of every run here */
  temp: string;
  /** path → content, below the workspace */
  write(files: Record<string, string | Buffer>): Promise<void>;
  /** the requests that change something */
  writes(): LoggedRequest[];
  close(): Promise<void>;
}

/**
 * `scale` shortens the vendor's waiting times; the default makes 30 s 0.3 s. `names`: hosts that it is called by, where
 * something is in front of it.
 */
export async function startSandboxFor(provider: ProviderName, scale = 0.01, names: string[] = []): Promise<Place> {
  const sandbox = await startAll({ providers: [provider], scale, names });
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'e2e-')));
  const cwd = path.join(home, 'workspace');
  await mkdir(cwd);
  return {
    sandbox,
    cwd,
    temp: path.join(home, 'runner-temp'),
    async write(files) {
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(cwd, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, content);
      }
    },
    // CloudWatch is read by POST.
    writes: () =>
      sandbox.requests().filter(({ method, path }) => method !== 'GET' && method !== 'HEAD' && path !== '/'),
    async close() {
      await sandbox.close();
      await rm(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
