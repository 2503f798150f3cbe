import { nodeId, type World } from './github-routes.js';

/** Whom the job's token acts as: https://docs.github.com/en/graphql/reference/queries#viewer */
export const VIEWER = 'github-actions[bot]';

/** The two queries that the product sends: whose the token is, and statuses of Deployments by their node ids. */
export function graphql(
  { deployments }: World,
  permissions: string[],
  { query, variables }: Record<string, unknown>,
): [number, unknown] {
  if (/^\s*(query\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/.test(String(query)))
    return [200, { data: { viewer: { login: VIEWER } } }];
  const { ids = [] } = (variables ?? {}) as { ids?: string[] };
  if (!String(query).includes('on Deployment')) return [200, { errors: [{ message: 'not in this stand-in' }] }];
  // https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
  if (ids.length > 100) return [200, { errors: [{ message: 'You may not provide more than 100 node ids' }] }];
  const allowed = permissions.includes('deployments: write') || permissions.includes('deployments: read');
  if (!allowed) return [200, { errors: [{ message: 'Resource not accessible by integration' }] }];
  const nodes = ids.map((id) => {
    const statuses = deployments.find((one) => nodeId(one.id) === id)?.statuses.map(({ state }) => capital(state));
    return statuses ? { id, latestStatus: statuses[0] ?? null, statuses: { nodes: statuses } } : null;
  });
  return [200, { data: { nodes } }];
}

const capital = (state: string) => ({ state: state.toUpperCase() });
