import { messageOf } from '../core/errors.js';
import type { Ancestry } from '../core/forge.js';
import type { Log } from '../core/log.js';
import type { GithubClient } from './github-client.js';

const HASH = /^[0-9a-f]{7,64}$/i;

/** What GitHub calls the head, seen from the base. */
const RELATION: Record<string, Ancestry> = {
  ahead: 'ancestor',
  behind: 'descendant',
  identical: 'identical',
  diverged: 'diverged',
};

/** How commit `base` relates to `head`. Never throws: what GitHub does not say is `unknown`. */
export async function ancestry(
  api: GithubClient,
  log: Log,
  base: string,
  head: string,
  signal?: AbortSignal,
): Promise<Ancestry> {
  // The hashes come from descriptions that anyone may have written.
  if (!HASH.test(base) || !HASH.test(head)) return 'unknown';
  const [short, long] = base.length < head.length ? [base, head] : [head, base];
  if (long.toLowerCase().startsWith(short.toLowerCase())) return 'identical';
  try {
    // https://docs.github.com/en/rest/commits/commits#compare-two-commits
    const what = 'the order of the two commits is not known';
    const { data } = await api.ask({ what, permission: 'contents: read', signal }, (octokit) =>
      octokit.rest.repos.compareCommitsWithBasehead({
        ...api.repository,
        basehead: `${base}...${head}`,
        per_page: 1,
      }),
    );
    return RELATION[data.status] ?? 'unknown';
  } catch (error) {
    log.info(messageOf(error));
    return 'unknown';
  }
}

/** Has the run (id, or id.attempt) ended? undefined: nobody could say. Never throws. */
export async function runEnded(
  api: GithubClient,
  log: Log,
  run: string,
  signal?: AbortSignal,
): Promise<boolean | undefined> {
  const [, id, attempt] = /^(\d{1,18})(?:\.(\d{1,6}))?$/.exec(run) ?? [];
  if (!id) return undefined;
  const where = { ...api.repository, run_id: Number(id) };
  try {
    // https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run
    const what = `whether run ${id} goes on is not known`;
    const { data } = await api.ask({ what, permission: 'actions: read', signal }, ({ rest: { actions } }) =>
      attempt
        ? actions.getWorkflowRunAttempt({ ...where, attempt_number: Number(attempt) })
        : actions.getWorkflowRun(where),
    );
    return data.status === 'completed';
  } catch (error) {
    log.info(messageOf(error));
    return undefined;
  }
}
