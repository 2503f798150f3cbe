import type { Clock } from '../core/clock.js';
import { systemClock } from '../core/clock.js';
import { DeployError, messageOf } from '../core/errors.js';
import { BEST_EFFORT } from '../core/http/retry-policy.js';
import type { Log } from '../core/log.js';
import { withinLimit } from '../core/time-limit.js';

export type Env = Readonly<Record<string, string | undefined>>;
export type Octokit = ReturnType<typeof import('@actions/github')['getOctokit']>;

export interface GithubClientOptions {
  env: Env;
  token: string;
  log: Log;
  clock?: Clock;
  /** default: those of `BEST_EFFORT` */
  limits?: GithubLimits;
}

/** How long GitHub may take, in ms: a run can do without it. */
export interface GithubLimits {
  /** for one request, its answer's last byte included */
  requestMs: number;
  /** for all requests of one piece of work, with the pauses between them */
  workMs: number;
}

/** A line of a workflow's `permissions:`. */
export type Permission =
  | 'deployments: write'
  | 'deployments: read'
  | 'pull-requests: write'
  | 'contents: read'
  | 'actions: read';

/** GitHub's REST API for one repository. */
export interface GithubClient {
  repository: { owner: string; repo: string };
  /**
   * Does `work`, within the limits and until the signal fires; an error becomes a sentence that begins with what could
   * not be done, and names the permission when that may be what is missing. Throws `vendor` or `network`.
   */
  ask<T>(question: Question, work: (octokit: Octokit) => Promise<T>): Promise<T>;
}

export interface Question {
  /** the end of "GitHub did not answer, so …" */
  what: string;
  /** what the token may lack */
  permission: Permission;
  signal?: AbortSignal;
}

/** undefined: there is no repository, or no token. Loads nothing and sends nothing until it is asked. */
export function createGithubClient(options: GithubClientOptions): GithubClient | undefined {
  const [owner, repo] = options.env.GITHUB_REPOSITORY?.split('/') ?? [];
  if (!owner || !repo || !options.token) return undefined;
  const { clock = systemClock, limits = BEST_EFFORT } = options;
  return {
    repository: { owner, repo },
    async ask(question, work) {
      try {
        return await withinLimit({ clock, ms: limits.workMs, signal: question.signal }, async (signal) =>
          work(await load(options, signal)),
        );
      } catch (error) {
        throw toDeployError(error, question);
      }
    },
  };
}

/** GITHUB_API_URL is what makes it work on GitHub Enterprise Server. */
async function load(options: GithubClientOptions, signal: AbortSignal): Promise<Octokit> {
  const { env, token, clock = systemClock, limits = BEST_EFFORT } = options;
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, { baseUrl: (env.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, '') });
  octokit.hook.wrap('request', async (request, asked) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await withinLimit({ clock, ms: limits.requestMs, signal }, (end) => send(request, asked, end));
      } catch (error) {
        const pause = pauseBefore(error, asked);
        if (pause === undefined || attempt >= BEST_EFFORT.attempts || signal.aborted) throw error;
        await clock.sleep(Math.max(pause, BEST_EFFORT.firstPauseMs * attempt), signal);
      }
    }
  });
  return octokit;
}

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  data: unknown;
}

/** One attempt. Octokit takes an answer that broke off for an empty one, or for text. */
async function send<Asked extends { request?: object }, Given extends Answer>(
  request: (asked: Asked) => Given | Promise<Given>,
  asked: Asked,
  signal: AbortSignal,
): Promise<Given> {
  // In place: the hook that adds the token passes its own options on, and would lose the signal of a copy.
  asked.request = { ...asked.request, signal };
  const answer = await request(asked);
  signal.throwIfAborted();
  const json = answer.status !== 204 && /\bjson\b/.test(String(answer.headers['content-type']));
  if (json && typeof answer.data === 'string') throw new Error('its answer broke off');
  return answer;
}

interface RequestError {
  status?: number;
  response?: { headers?: Record<string, string | number | undefined> };
}

/**
 * ms to wait before the same request may be sent again; undefined: it may not. A POST that writes is repeated only where
 * GitHub says that it did nothing. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function pauseBefore(error: unknown, { method, url }: { method: string; url: string }): number | undefined {
  const { status, response } = error as RequestError;
  const after = Number(response?.headers?.['retry-after']) * 1000;
  if (status === 429 || (status === 403 && after >= 0)) return after <= BEST_EFFORT.longestPauseMs ? after : undefined;
  // Octokit says 500 where no answer came.
  const again = status === undefined || status >= 500;
  const writes = method === 'POST' && !url.endsWith('/graphql');
  return again && !writes ? 0 : undefined;
}

function toDeployError(error: unknown, { what, permission }: Question): DeployError {
  const { status, response } = error as RequestError;
  // The documentation's address that GitHub appends says nothing to whoever reads the warning.
  const said = messageOf(error)
    .replace(/ - https:\/\/docs\.github\.com\S*$/, '')
    .replace(/\.$/, '');
  if (!response)
    return new DeployError('network', `GitHub did not answer, so ${what}: ${said}.`, { status, cause: error });
  return new DeployError('vendor', `GitHub said ${status} (${said}), so ${what}.`, {
    status,
    cause: error,
    next: hint(error as RequestError, said, permission),
  });
}

/** What to do about it. GitHub answers 403 for its limits too, and no permission helps against those. */
function hint({ status, response }: RequestError, said: string, permission: Permission): string | undefined {
  const limited = status === 429 || response?.headers?.['x-ratelimit-remaining'] === '0' || /rate limit/i.test(said);
  if (limited) return 'The token has used up its requests; run it again later.';
  return status === 403 || status === 404 || status === 401 ? permissionHint(permission) : undefined;
}

const permissionHint = (permission: Permission): string =>
  `Add \`${permission}\` under \`permissions:\` of the job (what that block does not name is off, so keep \`contents: read\` there).`;
