import type { Clock } from '../core/clock.js';
import { systemClock } from '../core/clock.js';
import { DeployError, messageOf } from '../core/errors.js';
import { BEST_EFFORT, RETRY_POLICY } from '../core/http/retry-policy.js';
import type { Log } from '../core/log.js';

export type Env = Readonly<Record<string, string | undefined>>;
export type Octokit = ReturnType<typeof import('@actions/github')['getOctokit']>;

export interface GithubClientOptions {
  env: Env;
  token: string;
  log: Log;
  clock?: Clock;
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
   * Does `work`; an error becomes a sentence that begins with what could not be done, and names the permission when
   * that may be what is missing. Throws `vendor` or `network`.
   */
  ask<T>(what: string, permission: Permission, work: (octokit: Octokit) => Promise<T>): Promise<T>;
}

/** undefined: there is no repository, or no token. Loads nothing and sends nothing until it is asked. */
export function createGithubClient(options: GithubClientOptions): GithubClient | undefined {
  const [owner, repo] = options.env.GITHUB_REPOSITORY?.split('/') ?? [];
  if (!owner || !repo || !options.token) return undefined;
  let loaded: Promise<Octokit> | undefined;
  return {
    repository: { owner, repo },
    async ask(what, permission, work) {
      try {
        loaded ??= load(options);
        return await work(await loaded);
      } catch (error) {
        throw toDeployError(error, what, permission);
      }
    },
  };
}

/** GITHUB_API_URL is what makes it work on GitHub Enterprise Server. */
async function load({ env, token, clock = systemClock }: GithubClientOptions): Promise<Octokit> {
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, { baseUrl: (env.GITHUB_API_URL || 'https://api.github.com').replace(/\/+$/, '') });
  octokit.hook.wrap('request', async (request, options) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const signal = AbortSignal.timeout(RETRY_POLICY.silenceMs);
        return await request({ ...options, request: { ...options.request, signal } });
      } catch (error) {
        const pause = pauseBefore(error, options.method);
        if (pause === undefined || attempt >= BEST_EFFORT.attempts) throw error;
        await clock.sleep(Math.max(pause, BEST_EFFORT.firstPauseMs * attempt));
      }
    }
  });
  return octokit;
}

interface RequestError {
  status?: number;
  response?: { headers?: Record<string, string | number | undefined> };
}

/**
 * ms to wait before the same request may be sent again; undefined: it may not. A POST is repeated only where GitHub
 * says that it did nothing. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function pauseBefore(error: unknown, method: string): number | undefined {
  const { status, response } = error as RequestError;
  const after = Number(response?.headers?.['retry-after']) * 1000;
  if (status === 429 || (status === 403 && after >= 0)) return after <= BEST_EFFORT.longestPauseMs ? after : undefined;
  // Octokit says 500 where no answer came.
  const again = status === undefined || status >= 500;
  return again && method !== 'POST' ? 0 : undefined;
}

function toDeployError(error: unknown, what: string, permission: Permission): DeployError {
  const { status, response } = error as RequestError;
  // The documentation's address that GitHub appends says nothing to whoever reads the warning.
  const said = messageOf(error).replace(/ - https:\/\/docs\.github\.com\S*$/, '');
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
