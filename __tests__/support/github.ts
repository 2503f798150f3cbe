import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { graphql } from './github-graphql.js';
import { routes } from './github-routes.js';
import type { Comment, Deployment, Github } from './github-types.js';

export type { Comment, Deployment, Github } from './github-types.js';

/**
 * A small stand-in of GitHub's REST API, as strict as GitHub where we lean on it: pages with Link headers, filters,
 * refusals without a permission, the longest body, `auto_inactive`.
 */
export interface GithubOptions {
  /** what the token may do; default: all of it */
  permissions?: string[];
  /** what the address ends in; GitHub Enterprise Server has /api/v3 */
  prefix?: string;
}

/** GitHub Enterprise Server has it beside /api/v3. */
const GRAPHQL = (prefix: string) => `${prefix.replace(/\/v3$/, '')}/graphql`;

const ALL = ['deployments: write', 'pull-requests: write', 'contents: read', 'actions: read'];
export const REPOSITORY = 'octo/shop';

export async function github(options: GithubOptions = {}): Promise<Github> {
  const { permissions = ALL, prefix = '' } = options;
  const faults: { pattern: RegExp; status: number; times: number; headers: Record<string, string> }[] = [];
  const world = {
    requests: [] as string[],
    comments: new Map<number, Comment[]>(),
    deployments: [] as Deployment[],
    relations: new Map<string, string>(),
    runs: new Map<string, string>(),
  };
  const answer = routes(world, permissions);
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const line = `${request.method} ${url.pathname.slice(prefix.length)}${url.search}`;
    world.requests.push(line);
    const fault = faults.find(({ pattern, times }) => times > 0 && pattern.test(line));
    const send = (status: number, json: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
    if (fault) {
      fault.times--;
      return send(fault.status, { message: 'made to fail' }, fault.headers);
    }
    if (url.pathname === GRAPHQL(prefix)) return send(...graphql(world, permissions, await bodyOf(request)));
    if (!url.pathname.startsWith(`${prefix}/repos/${REPOSITORY}/`)) return send(404, { message: 'Not Found' });
    if (request.headers.authorization !== 'token t0ken') return send(401, { message: 'Bad credentials' });
    const path = url.pathname.slice(`${prefix}/repos/${REPOSITORY}`.length);
    const { status, json, rows } = answer({
      method: request.method ?? '',
      path,
      query: url.searchParams,
      body: await bodyOf(request),
    });
    if (!rows) return send(status, json ?? {});
    const { page, link } = paged(rows, new URL(`http://${request.headers.host}${request.url}`));
    return send(200, page, link ? { link } : {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
  return {
    ...world,
    url,
    fail: (pattern, status, times = 1, headers = {}) => void faults.push({ pattern, status, times, headers }),
    env: (more) => ({ GITHUB_ACTIONS: 'true', GITHUB_API_URL: url, GITHUB_REPOSITORY: REPOSITORY, ...more }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}

function paged(rows: unknown[], url: URL): { page: unknown[]; link?: string } {
  const size = Number(url.searchParams.get('per_page') ?? 30);
  const page = Number(url.searchParams.get('page') ?? 1);
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const link = rows.length > page * size ? `<${next}>; rel="next"` : undefined;
  return { page: rows.slice((page - 1) * size, page * size), link };
}
