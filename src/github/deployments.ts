import type { Deployment, DeploymentStatus, DeploymentTarget, PastDeployment } from '../core/forge.js';
import type { Receipt, TrafficSplit } from '../core/model.js';
import { pageGuard } from '../core/page-guard.js';
import { describeSplit } from '../core/traffic-split.js';
import { deploymentPayload, deploymentTask, readPayload } from './deployment-payload.js';
import { type DeploymentState, stateReader } from './deployment-states.js';
import type { GithubClient, Octokit } from './github-client.js';

/** A status' description is cut here: https://docs.github.com/en/rest/deployments/statuses */
const MAX_DESCRIPTION_LENGTH = 140;
/** Deployments that are looked at in search of one: beyond that, history is history. */
const MAX_DEPLOYMENTS_READ = 1000;

/** Opens a Deployment and says that it is in progress. Needs `deployments: write`. */
export async function openDeployment(
  api: GithubClient,
  environment: string,
  receipt: Receipt,
  next: TrafficSplit,
  signal?: AbortSignal,
): Promise<Deployment> {
  const { commit, ref, runUrl } = receipt.workflowRun;
  const question = { what: 'no deployment was recorded', permission: 'deployments: write', signal } as const;
  return api.ask(question, async ({ rest: { repos } }) => {
    const request = {
      ...api.repository,
      task: deploymentTask(receipt),
      environment,
      description: truncateDescription(
        `${receipt.operation}: ${receipt.alias} of ${receipt.function} to ${describeSplit(next)}`,
      ),
      payload: deploymentPayload(receipt, next),
      // Checks of the commit are the workflow's business; a merge into it would ship what nobody built.
      required_contexts: [],
      auto_merge: false,
    };
    const here = commit ?? ref ?? 'HEAD';
    const { data } = await repos
      .createDeployment({ ...request, ref: receipt.liveCommit ?? here })
      .catch((error: unknown) => {
        // What was live long ago may be a commit that GitHub has no more.
        if (receipt.liveCommit === undefined || (error as { status?: unknown }).status !== 422) throw error;
        return repos.createDeployment({ ...request, ref: here });
      });
    if (!('id' in data)) throw new Error(data.message ?? 'no deployment came back');
    const id = data.id;
    const status = { ...api.repository, deployment_id: id, log_url: runUrl, auto_inactive: false };
    // It was made, so its end must find it, whatever became of this word on the way.
    await repos.createDeploymentStatus({ ...status, state: 'in_progress' }).catch(() => undefined);
    return { id, environment, url: pageOf(api, environment, receipt) };
  });
}

function pageOf(
  { repository: { owner, repo } }: GithubClient,
  environment: string,
  { workflowRun }: Receipt,
): string | undefined {
  const server = /^https?:\/\/[^/]+/.exec(workflowRun.runUrl ?? '')?.[0];
  return server && `${server}/${owner}/${repo}/deployments/${encodeURIComponent(environment)}`;
}

/**
 * Says how it ended. After a success this place's earlier Deployments become inactive, by us: GitHub would also end
 * those of other functions in the same environment, and would leave those of production alone.
 */
export async function endDeployment(
  api: GithubClient,
  deployment: Deployment,
  receipt: Receipt,
  end: DeploymentStatus,
  signal?: AbortSignal,
) {
  const { workflowRun } = receipt;
  const what = 'the end of the deployment was not recorded';
  await api.ask({ what, permission: 'deployments: write', signal }, async (octokit) => {
    await octokit.rest.repos.createDeploymentStatus({
      ...api.repository,
      deployment_id: deployment.id,
      state: end.state,
      description: truncateDescription(end.description),
      environment_url: end.url,
      log_url: workflowRun.runUrl,
      auto_inactive: false,
    });
    if (end.state === 'success') await endEarlier(api, octokit, deployment, receipt, end.description);
  });
}

async function endEarlier(
  api: GithubClient,
  octokit: Octokit,
  by: Deployment,
  receipt: Receipt,
  why: string,
): Promise<void> {
  const description = truncateDescription(`${receipt.effect === 'goes-back' ? 'Rolled back' : 'Replaced'}: ${why}`);
  for await (const old of deploymentHistory(api, octokit, receipt, by.environment)) {
    if (old.alias !== receipt.alias || old.id >= by.id) continue;
    const { newest } = await old.state();
    // Everything before one that we ended was ended with it.
    if (newest === 'inactive') return;
    if (newest !== 'success' && newest !== 'in_progress') continue;
    const where = { ...api.repository, deployment_id: old.id };
    await octokit.rest.repos.createDeploymentStatus({ ...where, state: 'inactive', description });
  }
}

/** The newest one of this place that ever was a success. Needs `deployments: read`. */
export async function lastDeployed(
  api: GithubClient,
  environment: string,
  place: DeploymentTarget,
  signal?: AbortSignal,
): Promise<PastDeployment | undefined> {
  const what = 'what was live before could not be read from the deployments';
  return api.ask({ what, permission: 'deployments: read', signal }, async (octokit) => {
    for await (const { state, ...one } of deploymentHistory(api, octokit, place, environment)) {
      if (one.alias !== place.alias) continue;
      const { newest, succeeded } = await state();
      if (succeeded) return { ...one, state: newest };
    }
    return undefined;
  });
}

const ACTIVE = ['success', 'in_progress', 'queued', 'pending'];

/** All of this function that are still active, in any environment and under any alias. */
export async function activeDeployments(
  api: GithubClient,
  place: DeploymentTarget,
  signal?: AbortSignal,
): Promise<PastDeployment[]> {
  const what = 'which versions are deployed to an environment could not be read';
  return api.ask({ what, permission: 'deployments: read', signal }, async (octokit) => {
    const found: PastDeployment[] = [];
    const settled = new Set<string>();
    for await (const { state, ...one } of deploymentHistory(api, octokit, place)) {
      const key = JSON.stringify([one.environment, one.alias]);
      if (settled.has(key)) continue;
      const { newest } = await state();
      if (ACTIVE.includes(newest)) found.push({ ...one, state: newest });
      // Before the one that succeeded, or was ended, there is nothing that still counts.
      if (newest === 'success' || newest === 'inactive') settled.add(key);
    }
    return found;
  });
}

interface HistoryEntry extends Omit<PastDeployment, 'state'> {
  state(): Promise<DeploymentState>;
}

/** Newest first. GitHub filters, and we check: a payload is what anyone with write access wrote. */
async function* deploymentHistory(
  api: GithubClient,
  octokit: Octokit,
  place: DeploymentTarget,
  environment?: string,
): AsyncIterable<HistoryEntry> {
  const { repos } = octokit.rest;
  const where = { ...api.repository, task: deploymentTask(place), per_page: 100, ...(environment && { environment }) };
  const look = pageGuard('GitHub gives the same page of deployments');
  let looked = 0;
  for await (const { data, url } of octokit.paginate.iterator(repos.listDeployments, where)) {
    look(url);
    const ours = data.flatMap((one) => {
      const seen = readPayload(one.payload, place);
      return seen && (!environment || one.environment === environment) ? [{ one, seen }] : [];
    });
    const stateOf = stateReader(
      api,
      octokit,
      ours.map(({ one }) => one),
    );
    for (const { one, seen } of ours) {
      yield { ...seen, id: one.id, environment: one.environment, state: () => stateOf(one) };
    }
    looked += data.length;
    if (looked >= MAX_DEPLOYMENTS_READ) return;
  }
}

const truncateDescription = (text: string): string =>
  text.length <= MAX_DESCRIPTION_LENGTH ? text : `${text.slice(0, MAX_DESCRIPTION_LENGTH - 1)}…`;
