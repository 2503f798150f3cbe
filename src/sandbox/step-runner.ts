import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** One step of a workflow, as a runner would start it. */
export interface RunnerStep {
  /** absolute path of the bundle */
  script: string;
  /** `with:` */
  inputs: Readonly<Record<string, string>>;
  /** absolute; the working folder and GITHUB_WORKSPACE */
  workspace: string;
  /** absolute; RUNNER_TEMP, made if missing */
  temp: string;
  /** `env:` of the step, on top of what a runner sets; undefined takes a variable away */
  env?: Readonly<Record<string, string | undefined>>;
  /** the Node to run it with; default: the one that runs this */
  node?: string;
}

export interface RunnerResult {
  /** null: ended by a signal */
  code: number | null;
  /** as written, workflow commands included */
  stdout: string;
  stderr: string;
  /** what a person sees in the log: commands taken out, masks applied */
  log: string;
  outputs: Record<string, string>;
  state: Record<string, string>;
  summary: string;
}

export interface RunnerChild {
  child: ChildProcess;
  end: Promise<RunnerResult>;
}

/** Starts a step with INPUT_* variables and the runner's files. Rejects when Node itself cannot be started. */
export async function startStep(step: RunnerStep): Promise<RunnerChild> {
  await mkdir(step.temp, { recursive: true });
  const files = await stepFiles(step.temp);
  const child = spawn(step.node ?? process.execPath, [step.script], {
    cwd: step.workspace,
    env: { ...environment(step, files), ...inputVariables(step.inputs), ...step.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { child, end: endOf(child, files) };
}

/** Runs a step to its end. */
export async function runStep(step: RunnerStep): Promise<RunnerResult> {
  return (await startStep(step)).end;
}

const FILES = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH'] as const;
type Files = Record<(typeof FILES)[number], string>;

/** The runner keeps these apart from RUNNER_TEMP's own content, and so do we. */
async function stepFiles(temp: string): Promise<Files> {
  const dir = await mkdtemp(`${temp}-step-`);
  const pairs = FILES.map((name) => [name, path.join(dir, name.toLowerCase())] as const);
  await Promise.all(pairs.map(([, file]) => writeFile(file, '')));
  return Object.fromEntries(pairs) as Files;
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
function environment({ workspace, temp }: RunnerStep, files: Files): Record<string, string> {
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    // Empty for a local action (`uses: ./`).
    GITHUB_ACTION_REPOSITORY: '',
    GITHUB_ACTION_REF: '',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_JOB: 'deploy',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'octo-org/octo-repo',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '3',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_WORKFLOW: 'deploy',
    GITHUB_WORKSPACE: workspace,
    RUNNER_OS: { darwin: 'macOS', win32: 'Windows' }[process.platform as string] ?? 'Linux',
    RUNNER_TEMP: temp,
    ...files,
  };
}

/** `with: dry-run` → INPUT_DRY-RUN */
function inputVariables(inputs: RunnerStep['inputs']): Record<string, string> {
  const pairs = Object.entries(inputs);
  return Object.fromEntries(pairs.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]));
}

function endOf(child: ChildProcess, files: Files): Promise<RunnerResult> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const read = (name: keyof Files) => readFile(files[name], 'utf8');
  return closed.then(async (code) => {
    const out = Buffer.concat(stdout).toString();
    const err = Buffer.concat(stderr).toString();
    return {
      code,
      stdout: out,
      stderr: err,
      log: shown(out + err),
      outputs: fileCommands(await read('GITHUB_OUTPUT')),
      state: fileCommands(await read('GITHUB_STATE')),
      summary: await read('GITHUB_STEP_SUMMARY'),
    };
  });
}

/** `name<<DELIMITER`, lines, `DELIMITER`; or `name=value`. The last one of a name wins, as on a runner. */
export function fileCommands(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, name, delimiter] = /^(.*?)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter, at + 1);
      found[name] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else if (line.includes('=')) found[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return found;
}

/** The log as a runner shows it: notices without their syntax, the rest of the commands carried out silently. */
function shown(text: string): string {
  const masks: string[] = [];
  const lines = text.split('\n').flatMap((line) => {
    const [, command = '', data = ''] = /^\s*::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? [];
    if (command === 'add-mask') masks.push(decode(data));
    if (command === 'error' || command === 'warning' || command === 'notice') return [`${command}: ${decode(data)}`];
    if (command === 'group') return [`▼ ${decode(data)}`];
    return command === '' ? [line] : [];
  });
  return masks.reduce((log, mask) => (mask === '' ? log : log.replaceAll(mask, '***')), lines.join('\n'));
}

const decode = (data: string): string => data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
