import { createHash } from 'node:crypto';
import { pageGuard } from '../core/page-guard.js';
import type { GithubClient, Octokit } from './github-client.js';

/** https://docs.github.com/en/rest/issues/comments: a longer body is refused with 422. */
const MAX_COMMENT_LENGTH = 65_536;
/** Whom the job's own token acts as: https://docs.github.com/en/actions/concepts/security/github_token */
const JOB_TOKEN_LOGIN = 'github-actions[bot]';

/** Hidden in the rendered comment. The key may hold anything, `-->` included, so only its hash is shown. */
export const commentMarker = (key: string): string =>
  `<!-- versioned-deploy ${createHash('sha256').update(key).digest('hex').slice(0, 32)} -->`;

interface Comment {
  id: number;
  body?: string;
  html_url?: string;
  user?: { login?: string } | null;
}

/**
 * Writes the one comment with this key: brings it up to date, or makes it; a second one (two runs at the same moment
 * may both have made theirs) is removed. Returns its URL. Needs `pull-requests: write`.
 */
export async function writeComment(
  api: GithubClient,
  number: number,
  key: string,
  body: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const marker = commentMarker(key);
  const text = `${marker}\n${body}`.slice(0, MAX_COMMENT_LENGTH);
  return api.ask(
    { what: 'the comment was not written', permission: 'pull-requests: write', signal },
    async (octokit) => {
      const [first, ...more] = await findOurComments(api, octokit, number, marker);
      const { issues } = octokit.rest;
      const written = async () => {
        if (first?.body === text) return first;
        const { data } = first
          ? await issues.updateComment({ ...api.repository, comment_id: first.id, body: text })
          : await issues.createComment({ ...api.repository, issue_number: number, body: text });
        return data;
      };
      const { html_url: url } = await written();
      for (const { id } of more) await ignoreNotFound(issues.deleteComment({ ...api.repository, comment_id: id }));
      return url;
    },
  );
}

/** The other of two runs may have removed it already. */
async function ignoreNotFound(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if ((error as { status?: number }).status !== 404) throw error;
  }
}

/** All pages: ours may be on the last. */
async function findOurComments(
  { repository }: GithubClient,
  octokit: Octokit,
  number: number,
  marker: string,
): Promise<Comment[]> {
  const marked: Comment[] = [];
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    ...repository,
    issue_number: number,
    per_page: 100,
  });
  const look = pageGuard('GitHub gives the same page of comments');
  for await (const { data, url } of pages) {
    look(url);
    marked.push(...(data as Comment[]).filter(({ body }) => body?.startsWith(marker)));
  }
  if (marked.length === 0) return [];
  const login = await readOwnLogin(octokit);
  return marked.filter(({ user }) => user?.login === login);
}

/**
 * Anyone may copy the marker into a comment of their own, so ours is what the same token wrote. An installation's token
 * may not ask REST who it is, but GraphQL says it to every token: https://docs.github.com/en/graphql/reference/queries#viewer
 * Where GraphQL is out of reach, the token counts as the job's own.
 */
async function readOwnLogin(octokit: Octokit): Promise<string> {
  const asked = octokit.graphql<{ viewer?: { login?: string } }>('{ viewer { login } }');
  const { viewer } = await asked.catch(() => ({ viewer: undefined }));
  return viewer?.login ?? JOB_TOKEN_LOGIN;
}
