import { readFileSync } from 'node:fs';
import { DeployError, messageOf } from '../core/errors.js';
import type { PullRequest } from '../core/forge.js';
import type { Env } from './github-client.js';

const EVENTS = ['pull_request', 'pull_request_target'];
const DEPENDABOT = 'dependabot[bot]';

/** The parts of the payload that we read. A payload is data from outside: everything may be missing. */
interface Payload {
  action?: unknown;
  number?: unknown;
  repository?: { id?: unknown } | null;
  workflow_run?: { head_repository?: { id?: unknown } | null } | null;
  pull_request?: {
    number?: unknown;
    state?: unknown;
    user?: { login?: unknown } | null;
    head?: { sha?: unknown; repo?: { id?: unknown; full_name?: unknown } | null };
    base?: { repo?: { id?: unknown; full_name?: unknown } };
  };
}

/**
 * The pull request of the event that started the run, from the payload's file.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
 * undefined: the event is about none. Throws `input` when the payload cannot be read.
 */
export async function readPullRequest(env: Env): Promise<PullRequest | undefined> {
  const event = env.GITHUB_EVENT_NAME ?? '';
  if (!EVENTS.includes(event) || !env.GITHUB_EVENT_PATH) return undefined;
  const { action, number, pull_request: pull } = readPayloadFile(env.GITHUB_EVENT_PATH);
  const id = pull?.number ?? number;
  const commit = pull?.head?.sha;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 1 || typeof commit !== 'string') {
    throw unreadable('it holds no pull request with a number and a head commit');
  }
  return {
    number: id,
    event,
    closed: action === 'closed' || pull?.state === 'closed',
    commit,
    fork: isFork(pull),
    dependabot: pull?.user?.login === DEPENDABOT || env.GITHUB_ACTOR === DEPENDABOT,
  };
}

/** Throws `input` when it is no JSON. */
export function readPayloadFile(file: string): Payload {
  try {
    const payload: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof payload === 'object' && payload !== null ? payload : {};
  } catch (error) {
    throw unreadable(messageOf(error));
  }
}

/** What cannot be shown to be the same repository is treated as another one. */
function isFork(pull: Payload['pull_request']): boolean {
  const head = pull?.head?.repo;
  const base = pull?.base?.repo;
  if (!head || !base) return true;
  if (head.id !== undefined && base.id !== undefined) return head.id !== base.id;
  return typeof head.full_name !== 'string' || head.full_name !== base.full_name;
}

const unreadable = (why: string): DeployError =>
  new DeployError('input', `The event's payload (GITHUB_EVENT_PATH) cannot be used: ${why}.`, {
    next: 'Run this from a workflow `on: pull_request`.',
  });
