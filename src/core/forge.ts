import { DeployError, messageOf } from './errors.js';
import type { Log } from './log.js';
import type { Receipt, TrafficSplit } from './model.js';

/** The pull request that a run is about, from the event that started it. */
export interface PullRequest {
  number: number;
  /** `pull_request` or `pull_request_target` */
  event: string;
  /** merged or closed, by this event or before it */
  closed: boolean;
  /** the head's commit: what people see in the pull request (GITHUB_SHA is the merge's) */
  commit: string;
  /** the head lives in another repository, or its repository is gone */
  fork: boolean;
  /** Dependabot opened it or pushed to it: such a run gets no secrets, like a fork's */
  dependabot: boolean;
}

/**
 * How `base` relates to `head`. ancestor: head has all of base and more; descendant: base has all of head and more;
 * unknown: nobody could say (no token, no permission, a commit that is gone).
 */
export type Ancestry = 'identical' | 'ancestor' | 'descendant' | 'diverged' | 'unknown';

/** The function and the alias that a Deployment is about: a repository's environment may hold many. */
export type DeploymentTarget = Pick<Receipt, 'provider' | 'function' | 'service' | 'alias'>;

/** One Deployment as it was opened. */
export interface Deployment {
  id: number;
  environment: string;
  /** where a person can look at it */
  url?: string;
}

/** What a Deployment remembers: the traffic before it, and the traffic that it went for. */
export interface PastDeployment extends Deployment {
  operation: string;
  alias: string;
  /** null: nothing was live */
  before: TrafficSplit | null;
  after: TrafficSplit;
  /** number → the version's reference, where the number alone is not enough: see core/version-reference.ts */
  references: Record<string, string>;
  /** the commit and the run of the workflow that opened it */
  commit?: string;
  run?: string;
  /** the newest status: success, inactive, failure, in_progress, … */
  state: string;
}

export interface DeploymentStatus {
  /** in_progress: a canary has a share, and the version before it the rest: that Deployment stays as it is */
  state: 'success' | 'failure' | 'in_progress';
  /** a sentence; cut to what the forge takes */
  description: string;
  /** where the function can be called */
  url?: string;
}

/**
 * GitHub's side, as a port: operations never see `@actions/*`. A member that is missing cannot be done here (a
 * terminal has no forge). `ancestry` and `runEnded` never throw; the others throw DeployError, whose `next` names the
 * line of `permissions:` when that is what is missing: see `warnOnError`. Whoever has little time gives a signal.
 */
export interface Forge {
  /** Kept for the post step of this job: called before each write. */
  save(receipt: Receipt): Promise<void>;
  /** The pull request of the event; undefined: the run is about none. Sends nothing. Throws `input`: unreadable event. */
  pullRequest?(): Promise<PullRequest | undefined>;
  /**
   * Who from outside set this run off although it has secrets, as the beginning of a sentence; undefined: nobody. Sends
   * nothing. Throws `input`: unreadable event.
   */
  foreignRun?(): Promise<string | undefined>;
  /** How commit `base` relates to commit `head`; short hashes (from 7 hex digits) will do. */
  ancestry?(base: string, head: string, signal?: AbortSignal): Promise<Ancestry>;
  /** Has the workflow run ended? `run` is an id, or id.attempt. undefined: nobody could say. */
  runEnded?(run: string, signal?: AbortSignal): Promise<boolean | undefined>;
  /** Opens a Deployment in progress. Its payload is the receipt without what is long, and with `next`. */
  openDeployment?(environment: string, receipt: Receipt, next: TrafficSplit, signal?: AbortSignal): Promise<Deployment>;
  /** Ends a Deployment; after a success, the place's earlier ones become inactive. */
  endDeployment?(deployment: Deployment, receipt: Receipt, end: DeploymentStatus, signal?: AbortSignal): Promise<void>;
  /** The newest Deployment of this place that ever was a success. */
  lastDeployed?(
    environment: string,
    place: DeploymentTarget,
    signal?: AbortSignal,
  ): Promise<PastDeployment | undefined>;
  /** Deployments of this function, under whatever alias, that are still active. */
  activeDeployments?(place: DeploymentTarget, signal?: AbortSignal): Promise<PastDeployment[]>;
  /** Writes the one comment with this key: makes it, or brings it up to date. Returns its URL. */
  comment?(pullRequest: number, key: string, body: string, signal?: AbortSignal): Promise<string | undefined>;
}

/** A terminal has no forge. */
export const noForge: Forge = { async save() {} };

/** What the forge cannot do never stops a deploy: one warning, and on. */
export async function warnOnError<T>(log: Log, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const next = error instanceof DeployError ? error.next : undefined;
    log.warning(`${messageOf(error)}${next ? ` ${next}` : ''}`);
    return undefined;
  }
}
