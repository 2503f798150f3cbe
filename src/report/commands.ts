import { basename } from 'node:path/posix';
import type { Receipt, SuggestedCommand } from '../core/model.js';
import { shellLine } from '../core/shell.js';

/** How this code was started, so that a printed command starts the same code again. */
export interface ActionInvocation {
  kind: 'action';
  /** GITHUB_ACTION_REPOSITORY: "owner/name"; absent for a local action */
  repository?: string;
  /** GITHUB_ACTION_REF: a tag, branch or commit */
  ref?: string;
  /** GITHUB_SERVER_URL: "https://github.com", or the address of a GitHub Enterprise Server */
  serverUrl: string;
  /** dist/index.js: relative to the workspace, or absolute */
  script: string;
  /** GITHUB_REPOSITORY of the running workflow: where `rollbackWorkflow` lives */
  workflowRepository?: string;
  /** the file name of a workflow that rolls back by `workflow_dispatch` with an input `version` */
  rollbackWorkflow?: string;
  /** the inputs that this workflow takes; absent: not known, so only `version` is passed */
  workflowInputs?: readonly string[];
  /** what this workflow calls them, where it is not what the vendor does; undefined: as they are */
  workflowValues?: Readonly<Record<string, string | undefined>>;
}

export interface CliInvocation {
  kind: 'cli';
  /** the path that was started */
  script: string;
  /** what npx was told to run, where it was npx that started it: its own copy is not there to stay */
  npx?: string;
}

export type Invocation = ActionInvocation | CliInvocation;

/** One command that a person can paste. Secrets are only named, never held. */
export interface PrintedCommand {
  /** where it runs: "From a terminal" */
  label: string;
  /** what it starts: "gh" */
  tool: string;
  /** one line of a POSIX shell */
  line: string;
  /** what must be there for it to work */
  needs?: string;
  lang: 'sh';
  /** the page where the same is started by pressing a button, and what is to be filled in there */
  page?: { url: string; fields: string };
}

/** All ways to run a suggestion, the one that needs least first: this code, GitHub's command line, the vendor's. */
export function commandsFor(suggestion: SuggestedCommand, door: Invocation): PrintedCommand[] {
  const own: PrintedCommand = {
    label: 'From a terminal',
    tool: startWords(door)[0] ?? '',
    line: ownCommandLine(suggestion, door),
    needs: needsOf(suggestion, door),
    lang: 'sh',
  };
  const workflow = workflowCommand(suggestion, door);
  const vendor = suggestion.vendor.map(
    ({ tool, line, needs }): PrintedCommand => ({ label: `With ${tool}`, tool, line, needs, lang: 'sh' }),
  );
  return [own, ...(workflow ? [workflow] : []), ...vendor];
}

/** The line that takes this run's move back; empty when nothing moved. */
export function rollbackCommand(receipt: Receipt, door: Invocation): string {
  const suggestion = receipt.suggestions.find(({ kind }) => kind === 'rollback');
  return suggestion ? ownCommandLine(suggestion, door) : '';
}

/** Of the others, the inputs name it. */
const OPERATION: Partial<Record<SuggestedCommand['kind'], string>> = {
  rollback: 'rollback',
  latest: 'rollback',
  'go-live': 'promote',
};

/** Credentials come from the environment: what looks like one has no place in a line, whoever put it there. */
const SECRET = /(?:^|-)(?:key|token|secret|password)$/;

function ownCommandLine({ kind, inputs }: SuggestedCommand, door: Invocation): string {
  const { operation = OPERATION[kind] ?? 'deploy', ...rest } = inputs;
  const given = Object.entries(rest)
    .filter(([name]) => !SECRET.test(name))
    .sort(([a], [b]) => argumentOrder(a) - argumentOrder(b));
  // A value that begins with a dash would be read as the next input.
  const words = given.flatMap(([name, value]) => {
    // What is allowed is a list of words: `--allow older`.
    if (name.startsWith('allow.')) return value === 'true' ? ['--allow', name.slice(6)] : [];
    return value.startsWith('-') || value === '' ? [`--${name}=${value}`] : [`--${name}`, value];
  });
  return shellLine([...startWords(door), operation, ...words]);
}

/** What a reader looks for comes first: a long line is cut at the edge of the page. */
const FIRST_ARGUMENTS = ['provider', 'fc2.service', 'function', 'alias', 'version'];

const argumentOrder = (name: string): number =>
  FIRST_ARGUMENTS.includes(name) ? FIRST_ARGUMENTS.indexOf(name) : FIRST_ARGUMENTS.length;

function startWords(door: Invocation): string[] {
  if (door.kind === 'cli' && door.npx !== undefined) return ['npx', '--yes', door.npx];
  if (door.kind === 'cli' || !door.repository) return ['node', door.script];
  const { repository, ref } = door;
  const host = enterpriseHost(door);
  // npm's short form knows github.com only.
  const address = host ? `git+${new URL(door.serverUrl).origin}/${repository}` : `github:${repository}`;
  return ['npx', '--yes', ref ? `${address}#${ref}` : address];
}

/** The host of a GitHub Enterprise Server; undefined on github.com. */
function enterpriseHost({ serverUrl }: ActionInvocation): string | undefined {
  const { host } = new URL(serverUrl);
  return host === 'github.com' || host === 'www.github.com' ? undefined : host;
}

/** https://cli.github.com/manual/gh_workflow_run: `--repo [HOST/]OWNER/REPO`, `-f` is a plain text input. */
function workflowCommand({ kind, inputs }: SuggestedCommand, door: Invocation): PrintedCommand | undefined {
  // That workflow rolls back; it gives no shares.
  if (kind !== 'rollback' || inputs.operation === 'canary' || door.kind !== 'action') return undefined;
  const { rollbackWorkflow, workflowRepository } = door;
  if (!rollbackWorkflow || !workflowRepository) return undefined;
  const host = enterpriseHost(door);
  const repo = host ? `${host}/${workflowRepository}` : workflowRepository;
  const names = door.workflowInputs ?? ['version'];
  const values = { ...inputs, ...definedOnly(door.workflowValues) };
  const filled = Object.entries(values).filter(([name]) => names.includes(name) && !SECRET.test(name));
  const fields = filled.flatMap(([name, value]) => ['-f', `${name}=${value}`]);
  const file = basename(rollbackWorkflow);
  return {
    label: 'From GitHub',
    tool: 'gh',
    // GitHub knows a workflow by the name of its file, without the folders.
    line: shellLine(['gh', 'workflow', 'run', file, '--repo', repo, ...fields]),
    page: {
      url: `${door.serverUrl}/${workflowRepository}/actions/workflows/${encodeURIComponent(file)}`,
      fields: filled.map(([name, value]) => `${name} ${value}`).join(', '),
    },
    needs: 'needs gh, logged in; no cloud credentials',
    lang: 'sh',
  };
}

const definedOnly = (values: Readonly<Record<string, string | undefined>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** What a terminal can offer of the places that credentials come from: inputs and earlier steps are for workflows. */
function needsOf({ credentials = '' }: SuggestedCommand, door: Invocation): string | undefined {
  // A release may need those of several vendors.
  const all = credentials.split('; ').map((one) =>
    one
      .split(/, (?:or )?/)
      .filter(isForTerminal)
      .join(', or '),
  );
  const given = [...all.filter((one) => one !== ''), ...programNeeds(door)];
  return given.length === 0 ? undefined : `needs ${given.join('; and ')}`;
}

/** Whoever reads a summary may sit at a machine with nothing on it. In a terminal, this code runs already. */
function programNeeds(door: Invocation): string[] {
  if (door.kind === 'cli') return [];
  if (!door.repository)
    return ['Node 20.15 or newer, and this action’s folder at that path: on another machine write its own path there'];
  return [`Node 20.15 or newer with npm, which may read ${door.repository}`];
}

const isForTerminal = (place: string): boolean => !/\binput\b|\bstep\b/.test(place);
