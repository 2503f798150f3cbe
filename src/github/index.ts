import type { Clock } from '../core/clock.js';
import type { Forge } from '../core/forge.js';
import type { Log } from '../core/log.js';
import type { Receipt } from '../core/model.js';
import { readForeignRun } from './foreign-run.js';
import { createGithubClient, type Env, type GithubLimits } from './github-client.js';
import { readPullRequest } from './pull-request-event.js';

export interface GithubForgeOptions {
  env: Env;
  /** `github-token`; without one only the event's facts are known */
  token?: string;
  log: Log;
  /** keeps a text for the post step of this job */
  save(state: string): void;
  clock?: Clock;
  limits?: GithubLimits;
}

const loadCommitAncestry = () => import('./commit-ancestry.js');
const loadDeployments = () => import('./deployments.js');

/** The forge port on GitHub. Sends nothing, and loads nothing that is large, until a member is called. */
export function githubForge({ env, token, log, save, clock, limits }: GithubForgeOptions): Forge {
  const local: Forge = {
    save: async (receipt) => saveForPostStep(receipt, save),
    pullRequest: () => readPullRequest(env),
    foreignRun: () => readForeignRun(env),
  };
  if (token) log.mask(token);
  const api = createGithubClient({ env, token: token ?? '', log, clock, limits });
  if (!api) return local;
  return {
    ...local,
    ancestry: async (...asked) => (await loadCommitAncestry()).ancestry(api, log, ...asked),
    runEnded: async (...asked) => (await loadCommitAncestry()).runEnded(api, log, ...asked),
    openDeployment: async (...asked) => (await loadDeployments()).openDeployment(api, ...asked),
    endDeployment: async (...asked) => (await loadDeployments()).endDeployment(api, ...asked),
    lastDeployed: async (...asked) => (await loadDeployments()).lastDeployed(api, ...asked),
    activeDeployments: async (...asked) => (await loadDeployments()).activeDeployments(api, ...asked),
    comment: async (...asked) => (await import('./sticky-comment.js')).writeComment(api, ...asked),
  };
}

/**
 * The runner's state file is only ever appended to, so of ten thousand deletions only the first is kept: with it, the
 * receipt names all that are to go.
 */
function saveForPostStep(receipt: Receipt, save: (state: string) => void): void {
  const { steps } = receipt;
  const again = steps.at(-1)?.kind === 'remove' && steps.filter(({ kind }) => kind === 'remove').length > 1;
  if (!again) save(JSON.stringify(receipt));
}
