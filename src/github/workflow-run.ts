import type { WorkflowRun } from '../core/model.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Who asked, from the variables that the runner sets; empty on a terminal.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function readWorkflowRun(env: Env): WorkflowRun {
  if (env.GITHUB_ACTIONS !== 'true') return {};
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: runId } = env;
  return {
    commit: env.GITHUB_SHA,
    ref: env.GITHUB_REF,
    author: env.GITHUB_ACTOR,
    repository,
    runId,
    runAttempt: env.GITHUB_RUN_ATTEMPT,
    runUrl: server && repository && runId ? `${server}/${repository}/actions/runs/${runId}` : undefined,
    event: env.GITHUB_EVENT_NAME,
  };
}
