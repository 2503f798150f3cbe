import type { Env } from './github-client.js';
import { readPayloadFile, readPullRequest } from './pull-request-event.js';

/**
 * Who from outside set this run off, although it has this repository's secrets: a pull request of a fork by
 * `pull_request_target`, or the run of a fork that `workflow_run` follows. Its code, artifacts and names are anybody's.
 * https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 * Returns who, as the beginning of a sentence; undefined: nobody. Throws `input` when the event cannot be read.
 */
export async function readForeignRun(env: Env): Promise<string | undefined> {
  if (env.GITHUB_EVENT_NAME === 'pull_request_target') {
    const pull = await readPullRequest(env);
    if (pull?.fork) return `Pull request ${pull.number} comes from a fork and`;
    return pull?.dependabot ? `Pull request ${pull.number} comes from Dependabot and` : undefined;
  }
  if (env.GITHUB_EVENT_NAME !== 'workflow_run' || !env.GITHUB_EVENT_PATH) return undefined;
  const { workflow_run: run, repository } = readPayloadFile(env.GITHUB_EVENT_PATH);
  const [head, own] = [run?.head_repository?.id, repository?.id];
  // What cannot be shown to be the same repository is treated as another one.
  return head !== undefined && head === own ? undefined : 'A workflow run of a fork';
}
