import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** Both are set by scripts/act.mjs. */
const ACT = process.env.ACT_BINARY ?? '';
/** the folder that holds a `node` of the version that action.yml names */
const NODE = process.env.ACT_NODE ?? '';

export interface ActRequest {
  /** a git repository with a commit and an origin */
  repository: string;
  /** act keeps its settings and work trees here */
  home: string;
  /** push, pull_request, … */
  event: string;
  /** the file of the workflow, below `repository` */
  workflow: string;
  /** only this job, and those that it needs */
  job?: string;
  /** the file of the event's payload */
  payload?: string;
  /** `workflow_dispatch` */
  inputs?: Record<string, string>;
  env: Record<string, string>;
  vars?: Record<string, string>;
  secrets?: Record<string, string>;
  /** owner/name@ref → the folder that stands for it */
  actions: Record<string, string>;
}

export interface ActRun {
  /** job → success or failure; a job that is missing did not run */
  jobs: Record<string, string>;
  /** the summaries of all steps, in order, exactly */
  summaries: string[];
  /** what a person sees */
  log: string;
}

/** One line of `act --json`. */
interface Line {
  msg?: string;
  jobID?: string;
  jobResult?: string;
  command?: string;
  content?: string;
}

/**
 * Runs one workflow with act, on this machine and without containers. Rejects when act itself cannot run it.
 *
 * What act does not do, and what is therefore not tested here: it enforces neither `permissions:` nor `environment:`
 * (no reviewer is asked), it does not queue or cancel runs by `concurrency:`, it has no OIDC, no GitHub API and no
 * artifact service that takes today's client, a schedule does not start by itself, and a payload holds only what the
 * test puts into it. `actions/checkout` is skipped: the work tree is copied instead.
 */
export async function act(request: ActRequest): Promise<ActRun> {
  const child = spawn(ACT, argumentsOf(request), {
    cwd: request.repository,
    // act hands its whole environment on to the steps, so it gets hardly one.
    env: {
      PATH: `${NODE}:${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: request.home,
      XDG_CONFIG_HOME: `${request.home}/config`,
      XDG_CACHE_HOME: `${request.home}/cache`,
      TMPDIR: request.home,
      ACT_DISABLE_VERSION_CHECK: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const lines = out.split('\n').flatMap((line): Line[] => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const results = lines.flatMap(({ jobID, jobResult }) => (jobID && jobResult ? [[jobID, jobResult]] : []));
  const log = lines.map(({ msg }) => msg).join('\n');
  // act says nothing of a job whose `if:` is false.
  if (child.exitCode !== 0 && results.length === 0) throw new Error(`act ran no job.\n${log}\n${errors}`);
  const summaries = lines.flatMap(({ command, content }) => (command === 'summary' && content ? [content] : []));
  return { jobs: Object.fromEntries(results), summaries, log };
}

function argumentsOf({ event, workflow, payload, actions, ...request }: ActRequest): string[] {
  const pairs = (flag: string, values: Record<string, string> = {}) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  return [
    event,
    '--json',
    ...['--platform', 'ubuntu-latest=-self-hosted', '--workflows', workflow],
    ...['--no-cache-server', '--action-offline-mode', '--pull=false'],
    ...(request.job ? ['--job', request.job] : []),
    ...(payload ? ['--eventpath', payload] : []),
    ...pairs('--local-repository', actions),
    ...pairs('--input', request.inputs),
    ...pairs('--env', request.env),
    ...pairs('--var', request.vars),
    ...pairs('--secret', request.secrets),
  ];
}
