import { appendFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import * as core from '@actions/core';
import { exitCodeOf } from '../core/exit-code.js';
import { type Forge, noForge } from '../core/forge.js';
import type { Log } from '../core/log.js';
import type { Receipt } from '../core/model.js';
import type { Invocation } from './commands.js';
import { stripControlsKeepLines } from './escape.js';
import { functionName } from './format.js';
import { jobLine, keepForLaterSteps } from './job-line.js';
import { outputValues } from './output-values.js';
import { postComment } from './post-comment.js';
import { seePage } from './project-page.js';
import { readRollbackWorkflow } from './rollback-workflow.js';
import { orWarn, writePrivateFile } from './runner-files.js';
import { LOG_SCREEN, type Screen } from './screen.js';
import { summary } from './summary.js';
import { terminalText } from './terminal.js';
import { writeOutputs } from './write-outputs.js';

/** Public input name → text as given. */
type ActionInputs = Record<string, string>;

/** The runner's side of both its doors, the action and its post step: inputs, log, report. */

export interface ActionIo {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** the path of this very script, for the command that runs it again */
  script: string;
  signal: AbortSignal;
  /** the inputs with what a file added, and the name that the function has there; absent: they are what was given */
  complete?: {
    inputs: ActionInputs;
    member?: { name: string; environment?: string };
  };
}

/** `INPUT_INVOKE-URL` → `invoke.url`. Names that the runner made up from `with:`, unknown ones included. */
export function readActionInputs(env: ActionIo['env']): ActionInputs {
  const given: ActionInputs = {};
  for (const [key, value] of Object.entries(env)) {
    if (key.startsWith('INPUT_') && value) given[key.slice(6).toLowerCase()] = value;
  }
  return given;
}

/** Comment, log, outputs, summary, annotation. Returns the exit code. */
export async function reportReceipt(receipt: Receipt, io: ActionIo, forge: Forge = noForge): Promise<number> {
  const door = await actionInvocation(io, receipt);
  await postComment(receipt, door, forge, runnerLog);
  core.info(escapeWorkflowCommands(terminalText(receipt, door, await logScreen(receipt))));
  const job = jobLine(receipt, io.env);
  const copy = writeSummary(`${job}${job && '\n\n'}${summary(receipt, door)}`, io.env);
  orWarn('What later steps show of this one', runnerLog, () => keepForLaterSteps(receipt, io.env));
  const values = { ...outputValues(receipt, door), 'summary-path': copy };
  orWarn('The outputs', runnerLog, () => writeOutputs(values, io.env));
  if (!receipt.error) return exitCodeOf(receipt);
  const { message, next = '', page } = receipt.error;
  const told = [message, next, seePage(page, door) ?? ''].filter((part) => part !== '').join(' ');
  // A job may have several steps of ours: the annotation says which of them it is about.
  core.error(readable(told), { title: readable(`Versioned Deploy: ${functionName(receipt)}`) });
  return exitCodeOf(receipt);
}

/** What is wide in a table is known to a library that a refused input does not wait for. */
async function logScreen({ error }: Receipt): Promise<Screen> {
  if (error?.kind === 'input') return LOG_SCREEN;
  return (await import('./open-screen.js')).openScreen({}, {});
}

/** Each step has a summary file of its own; a copy stays for steps that want to send it on. Returns the copy's path. */
function writeSummary(markdown: string, env: ActionIo['env']): string {
  const { GITHUB_STEP_SUMMARY: file, RUNNER_TEMP: folder } = env;
  if (file) orWarn('The summary', runnerLog, () => appendFileSync(file, `${markdown}\n`));
  if (!folder) return '';
  const copy = () => writePrivateFile(folder, 'summary', 'md', markdown);
  return orWarn('The copy of the summary', runnerLog, copy) ?? '';
}

async function actionInvocation({ env, script, complete }: ActionIo, receipt: Receipt): Promise<Invocation> {
  const asked = (complete?.inputs ?? readActionInputs(env))['rollback-workflow'];
  // That workflow takes one function back.
  const rollbackWorkflow = receipt.members ? undefined : asked;
  const member = complete?.member;
  const offered = receipt.suggestions.some(({ kind }) => kind === 'rollback');
  const known =
    rollbackWorkflow && offered
      ? await readRollbackWorkflow(rollbackWorkflow, env.GITHUB_WORKSPACE, [receipt.function, member?.name ?? ''])
      : {};
  if (known.problem) {
    receipt.notices.push(known.problem);
    runnerLog.warning(known.problem);
  }
  return {
    kind: 'action',
    repository: env.GITHUB_ACTION_REPOSITORY || undefined,
    ref: env.GITHUB_ACTION_REF || undefined,
    serverUrl: env.GITHUB_SERVER_URL || 'https://github.com',
    workflowRepository: env.GITHUB_REPOSITORY || undefined,
    rollbackWorkflow,
    workflowInputs: known.inputs,
    workflowValues: known.namesProvider ? undefined : { function: member?.name, environment: member?.environment },
    script: fromWorkspace(script, env.GITHUB_WORKSPACE),
  };
}

/** A local action's script as someone with a checkout would write it. */
function fromWorkspace(script: string, workspace?: string): string {
  const path = workspace ? relative(workspace, script) : '..';
  return path.startsWith('..') || isAbsolute(path) ? script : path;
}

/** Colours, direction overrides and other invisible characters of a text from outside are shown, not obeyed. */
const readable = (text: string): string => stripControlsKeepLines(stripVTControlCharacters(text));

export const runnerLog: Log = {
  info: (text) => core.info(escapeWorkflowCommands(readable(text))),
  notice: (text) => core.notice(readable(text)),
  warning: (text) => core.warning(readable(text)),
  mask: (secret) => core.setSecret(secret),
};

/**
 * Text may come from a server. A line that begins with `::`, or holds `##[`, would be a command to the runner:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function escapeWorkflowCommands(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/^(\s*):(?=:)/gm, '$1:\u200b')
    .replaceAll('##[', '##\u200b[');
}
