import type { GithubClient, Octokit } from './github-client.js';

/** What became of a Deployment. */
export interface DeploymentState {
  /** the newest status: success, inactive, failure, in_progress, …; empty: it has none */
  newest: string;
  /** it was a success once, whatever it is now */
  succeeded: boolean;
}

interface ListedDeployment {
  id: number;
  node_id: string;
}

/** Statuses of one Deployment that are looked at: of ours there are three, and anyone may add some. */
const MAX_STATUSES = 20;

/** https://docs.github.com/en/graphql/reference/deployments#deployment: lists of the REST API come without statuses. */
const QUERY = `query ($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Deployment { id latestStatus { state } statuses(first: ${MAX_STATUSES}) { nodes { state } } }
  }
}`;

type Node = {
  id?: string;
  latestStatus?: { state: string } | null;
  statuses?: { nodes: { state: string }[] };
} | null;

/**
 * The states of the Deployments of one page, read with one request when the first of them is wanted: there may be a
 * hundred failures after the last success. Where GraphQL is refused, each is asked for by itself.
 */
export function stateReader(api: GithubClient, octokit: Octokit, page: readonly ListedDeployment[]) {
  let together: Promise<Map<string, DeploymentState>> | undefined;
  return async ({ id, node_id: node }: ListedDeployment): Promise<DeploymentState> => {
    together ??= readTogether(octokit, page).catch(() => new Map());
    return (await together).get(node) ?? readOne(api, octokit, id);
  };
}

async function readTogether(
  octokit: Octokit,
  page: readonly ListedDeployment[],
): Promise<Map<string, DeploymentState>> {
  const ids = page.map(({ node_id: node }) => node);
  const { nodes } = await octokit.graphql<{ nodes: Node[] }>(QUERY, { ids });
  const found = new Map<string, DeploymentState>();
  for (const node of nodes) {
    if (node?.id) found.set(node.id, stateOf(node.latestStatus?.state, node.statuses?.nodes));
  }
  return found;
}

async function readOne({ repository }: GithubClient, octokit: Octokit, id: number): Promise<DeploymentState> {
  const where = { ...repository, deployment_id: id, per_page: MAX_STATUSES };
  const { data } = await octokit.rest.repos.listDeploymentStatuses(where);
  return stateOf(data[0]?.state, data);
}

/** GraphQL writes the same words in capitals. */
function stateOf(newest = '', all: readonly { state: string }[] = []): DeploymentState {
  const succeeded = [newest, ...all.map(({ state }) => state)].some((state) => state.toLowerCase() === 'success');
  return { newest: newest.toLowerCase(), succeeded };
}
