import type { Clock } from '../core/clock.js';
import type { Forge } from '../core/forge.js';
import type { Log } from '../core/log.js';
import type { Receipt } from '../core/model.js';
import { type Env, github } from './api.js';
import { comment } from './comment.js';
import { ancestry, runEnded } from './compare.js';
import { activeDeployments, endDeployment, lastDeployed, openDeployment } from './deployments.js';
import { pullRequestOf } from './event.js';

export interface GithubForgeOptions {
  env: Env;
  /** `github-token`; without one only the event's facts are known */
  token?: string;
  log: Log;
  /** keeps a text for the post step of this job */
  save(state: string): void;
  clock?: Clock;
}

/** The forge port on GitHub. Loads nothing and sends nothing until a member is called. */
export function githubForge({ env, token, log, save, clock }: GithubForgeOptions): Forge {
  const local: Forge = {
    save: async (receipt) => keep(receipt, save),
    pullRequest: () => pullRequestOf(env),
  };
  if (token) log.mask(token);
  const api = github({ env, token: token ?? '', log, clock });
  if (!api) return local;
  return {
    ...local,
    ancestry: (base, head) => ancestry(api, log, base, head),
    runEnded: (run) => runEnded(api, log, run),
    openDeployment: (environment, receipt, next) => openDeployment(api, environment, receipt, next),
    endDeployment: (deployment, receipt, end) => endDeployment(api, deployment, receipt, end),
    lastDeployed: (environment, place) => lastDeployed(api, environment, place),
    activeDeployments: (place) => activeDeployments(api, place),
    comment: (number, key, body) => comment(api, number, key, body),
  };
}

/**
 * The runner's state file is only ever appended to, and ten thousand deletions tell the post step nothing: it is about
 * traffic.
 */
function keep(receipt: Receipt, save: (state: string) => void): void {
  const running = receipt.steps.at(-1);
  if (running?.kind !== 'remove') save(JSON.stringify(receipt));
}
