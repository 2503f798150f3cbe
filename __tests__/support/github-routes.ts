import type { Answer, Call, Comment, Deployment, Github, Status } from './github-types.js';

export type World = Pick<Github, 'comments' | 'deployments' | 'relations' | 'runs'>;

const forbidden: Answer = { status: 403, json: { message: 'Resource not accessible by integration' } };
const missing: Answer = { status: 404, json: { message: 'Not Found' } };

/** One refusal or answer for each request that the product may send. */
export function routes(world: World, permissions: string[]): (call: Call) => Answer {
  const may = (permission: string) =>
    permissions.some((one) => one === permission || one === permission.replace('read', 'write'));
  return (call) => {
    const { method, path } = call;
    const found = TABLE.find((row) => row.method === method && row.pattern.test(path));
    if (!found) return missing;
    if (!may(found.permission)) return forbidden;
    return found.answer(world, call, found.pattern.exec(path)?.slice(1) ?? []);
  };
}

/** What GraphQL calls a Deployment by. */
export const nodeId = (id: number): string => `DE_${id}`;

interface Row {
  method: string;
  pattern: RegExp;
  permission: string;
  answer(world: World, call: Call, parts: string[]): Answer;
}

let number = 1000;

const tooLong = (body: unknown) => typeof body !== 'string' || body.length > 65_536;
const invalid: Answer = { status: 422, json: { message: 'Validation Failed' } };

const TABLE: Row[] = [
  {
    method: 'GET',
    pattern: /^\/issues\/(\d+)\/comments$/,
    permission: 'pull-requests: read',
    answer: ({ comments }, _, [issue]) => ({ status: 200, rows: comments.get(Number(issue)) ?? [] }),
  },
  {
    method: 'POST',
    pattern: /^\/issues\/(\d+)\/comments$/,
    permission: 'pull-requests: write',
    answer: ({ comments }, { body }, [issue]) => {
      if (tooLong(body.body)) return invalid;
      const comment = commentOf(++number, body.body as string);
      comments.set(Number(issue), [...(comments.get(Number(issue)) ?? []), comment]);
      return { status: 201, json: comment };
    },
  },
  {
    method: 'PATCH',
    pattern: /^\/issues\/comments\/(\d+)$/,
    permission: 'pull-requests: write',
    answer: ({ comments }, { body }, [id]) => {
      const found = [...comments.values()].flat().find((one) => one.id === Number(id));
      if (!found) return missing;
      if (tooLong(body.body)) return invalid;
      found.body = body.body as string;
      return { status: 200, json: found };
    },
  },
  {
    method: 'DELETE',
    pattern: /^\/issues\/comments\/(\d+)$/,
    permission: 'pull-requests: write',
    answer: ({ comments }, _, [id]) => {
      for (const [issue, all] of comments)
        comments.set(
          issue,
          all.filter((one) => one.id !== Number(id)),
        );
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    pattern: /^\/deployments$/,
    permission: 'deployments: read',
    answer: ({ deployments }, { query }) => {
      const is = (name: 'environment' | 'task', one: Deployment) => !query.has(name) || query.get(name) === one[name];
      const rows = deployments.filter((one) => is('environment', one) && is('task', one));
      return {
        status: 200,
        rows: rows.reverse().map(({ statuses: _, ...one }) => ({ ...one, node_id: nodeId(one.id) })),
      };
    },
  },
  {
    method: 'POST',
    pattern: /^\/deployments$/,
    permission: 'deployments: write',
    answer: ({ deployments }, { body }) => {
      if (typeof body.ref !== 'string' || String(body.task).length > 128) return invalid;
      const made = { ...(body as unknown as Deployment), id: ++number, statuses: [] };
      deployments.push(made);
      return { status: 201, json: made };
    },
  },
  {
    method: 'GET',
    pattern: /^\/deployments\/(\d+)\/statuses$/,
    permission: 'deployments: read',
    answer: ({ deployments }, _, [id]) => {
      const found = deployments.find((one) => one.id === Number(id));
      return found ? { status: 200, rows: found.statuses } : missing;
    },
  },
  {
    method: 'POST',
    pattern: /^\/deployments\/(\d+)\/statuses$/,
    permission: 'deployments: write',
    answer: ({ deployments }, { body }, [id]) => {
      const found = deployments.find((one) => one.id === Number(id));
      if (!found) return missing;
      if (String(body.description ?? '').length > 140) return invalid;
      found.statuses.unshift(body as unknown as Status);
      if (body.state === 'success' && body.auto_inactive !== false) {
        for (const one of deployments) {
          const other = one !== found && one.environment === found.environment && one.environment !== 'production';
          if (other && one.statuses[0]?.state === 'success') one.statuses.unshift({ state: 'inactive' });
        }
      }
      return { status: 201, json: body };
    },
  },
  {
    method: 'GET',
    pattern: /^\/compare\/(.+)$/,
    permission: 'contents: read',
    answer: ({ relations }, _, [pair]) => {
      const status = relations.get(decodeURIComponent(pair ?? ''));
      return status ? { status: 200, json: { status, commits: [] } } : missing;
    },
  },
  {
    method: 'GET',
    pattern: /^\/actions\/runs\/(\d+)(?:\/attempts\/(\d+))?$/,
    permission: 'actions: read',
    answer: ({ runs }, _, [id, attempt]) => {
      const status = runs.get(attempt ? `${id}.${attempt}` : `${id}`);
      return status ? { status: 200, json: { id: Number(id), status } } : missing;
    },
  },
];

/** A comment as the job's token writes it. */
export const commentOf = (id: number, body: string, more: Partial<Comment> = {}): Comment => ({
  id,
  body,
  html_url: `https://github.example/octo/shop/pull/1#issuecomment-${id}`,
  user: { login: 'github-actions[bot]', type: 'Bot' },
  author_association: 'NONE',
  ...more,
});
