import { appendFile, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import * as core from '@actions/core';
import type { Log } from './core/log.js';
import type { Receipt } from './core/model.js';
import { perform } from './perform.js';
import { outputs } from './report/outputs.js';
import { summary } from './report/summary.js';
import { terminal } from './report/terminal.js';
import type { Door } from './report/undo.js';
import type { Given } from './request.js';

export interface ActionIo {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** the path of this very script, for the command that runs it again */
  script: string;
  signal: AbortSignal;
}

/** request → run → report. Answers the exit code. */
export async function action(io: ActionIo): Promise<number> {
  const { env, signal } = io;
  const given = inputsOf(env);
  const workspace = env.GITHUB_WORKSPACE || io.cwd;
  const forge = { save: async (receipt: Receipt) => core.saveState('receipt', JSON.stringify(receipt)) };
  const { receipt, request } = await perform(given, { env, workspace, signal, forge, log: runnerLog });
  if (request?.uploadArtifact) await keep(receipt, env);
  const door = doorOf(io, given);
  core.info(safe(terminal(receipt, door)));
  const results = outputs(receipt, door);
  for (const [name, value] of Object.entries(results)) core.setOutput(name, value);
  await writeSummary(summary(receipt, door), env);
  if (receipt.error) {
    core.error(`${receipt.error.message} ${receipt.error.next ?? ''}`.trim(), { title: 'Versioned Deploy' });
    return 1;
  }
  return 0;
}

/** `INPUT_INVOKE-URL` → `invoke-url`. Names that the runner made up from `with:`, unknown ones included. */
function inputsOf(env: ActionIo['env']): Given {
  const given: Given = {};
  for (const [key, value] of Object.entries(env)) {
    if (key.startsWith('INPUT_') && value) given[key.slice(6).toLowerCase()] = value;
  }
  return given;
}

/** Each step has a summary file of its own; a copy stays for steps that want to send it on. */
async function writeSummary(markdown: string, env: ActionIo['env']): Promise<void> {
  if (env.GITHUB_STEP_SUMMARY) await appendFile(env.GITHUB_STEP_SUMMARY, `${markdown}\n`);
  if (!env.RUNNER_TEMP) return;
  const copy = join(env.RUNNER_TEMP, `versioned-deploy-summary-${process.pid}.md`);
  await writeFile(copy, markdown);
  core.setOutput('summary-path', copy);
}

async function keep(receipt: Receipt, env: ActionIo['env']): Promise<void> {
  if (!receipt.package || !env.RUNNER_TEMP) return;
  const { uploadArtifact } = await import('./report/artifact.js');
  await uploadArtifact(receipt, env.RUNNER_TEMP, runnerLog);
}

function doorOf({ env, script }: ActionIo, given: Given): Door {
  return {
    kind: 'action',
    repository: env.GITHUB_ACTION_REPOSITORY || undefined,
    ref: env.GITHUB_ACTION_REF || undefined,
    serverUrl: env.GITHUB_SERVER_URL || 'https://github.com',
    workflowRepository: env.GITHUB_REPOSITORY || undefined,
    rollbackWorkflow: given['rollback-workflow'] || undefined,
    script: fromWorkspace(script, env.GITHUB_WORKSPACE),
  };
}

/** A local action's script as someone with a checkout would write it. */
function fromWorkspace(script: string, workspace?: string): string {
  const path = workspace ? relative(workspace, script) : '..';
  return path.startsWith('..') || isAbsolute(path) ? script : path;
}

const runnerLog: Log = {
  info: (text) => core.info(safe(text)),
  notice: (text) => core.notice(text),
  warning: (text) => core.warning(text),
  mask: (secret) => core.setSecret(secret),
};

/**
 * Text may come from a server. A line that begins with `::`, or holds `##[`, would be a command to the runner:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function safe(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/^(\s*):(?=:)/gm, '$1:\u200b')
    .replaceAll('##[', '##\u200b[');
}
