import { DeployError, inputError } from '../core/errors.js';
import type { Forge, PullRequest } from '../core/forge.js';
import type { Operation, OperationContext } from '../core/operation.js';
import { deployPreview } from './preview/deploy.js';
import type { PreviewTarget } from './preview/naming.js';
import { removePreview } from './preview/remove.js';

const PLACEHOLDER = '{number}';

/**
 * A pull request's own copy: an alias `pr-<number>`, or a function of its own where there are no aliases. What is live
 * is not touched. When the pull request is closed, all of it goes.
 */
export const preview: Operation = {
  name: 'preview',
  effect: 'previews',
  summary: 'give a pull request a version of its own (in a workflow)',
  async skipReason(request, forge) {
    const pull = await pullRequestOf(forge);
    const idle = refuseForks(pull);
    if (idle !== undefined) return idle;
    // Nothing was built for a pull request that is over.
    if (pull.closed) request.path = undefined;
    else if (request.path === undefined) {
      throw inputError('path', '', 'is missing, and `preview` needs it.', 'Name the directory or archive to show.');
    }
    return undefined;
  },
  check({ preview: { function: previewFunction } }) {
    if (previewFunction !== undefined && !previewFunction.includes(PLACEHOLDER)) {
      const next = `Put \`${PLACEHOLDER}\` where the pull request's number goes, such as my-api-pr-${PLACEHOLDER}.`;
      throw inputError('preview.function', previewFunction, 'is the same for every pull request.', next);
    }
  },
  requires: ({ preview: { function: previewFunction } }) =>
    previewFunction === undefined ? [{ need: 'aliases', because: 'preview.function' }] : [],
  async run(context) {
    const pull = await pullRequestOf(context.forge);
    const stranger = refuseForks(pull);
    if (stranger !== undefined) throw new DeployError('refused', stranger);
    refuseUnusedInputs(context);
    // GITHUB_SHA is a merge that nobody ever sees.
    context.receipt.workflowRun = { ...context.workflowRun, commit: pull.commit };
    const place = previewTarget(context, pull);
    try {
      if (pull.closed) await removePreview(context, pull, place);
      else await deployPreview(context, pull, place);
    } finally {
      // After a failure too: the comment of the push before would go on as if nothing had happened.
      askForComment(context, pull);
    }
  },
};

function askForComment({ receipt, request }: OperationContext, { number }: PullRequest): void {
  const { preview: made, provider, service, function: name } = receipt;
  if (!made || request.dryRun || !request.preview.comment) return;
  receipt.comment = { number, key: [provider, service, name].join('/') };
}

function previewTarget({ request }: OperationContext, { number }: PullRequest): PreviewTarget {
  const {
    preview: { function: previewFunction },
  } = request;
  if (previewFunction === undefined) return { kind: 'alias', name: `pr-${number}` };
  return { kind: 'function', name: previewFunction.replaceAll(PLACEHOLDER, String(number)) };
}

async function pullRequestOf(forge: Forge): Promise<PullRequest> {
  const pull = await forge.pullRequest?.();
  if (pull) return pull;
  throw inputError(
    'operation',
    'preview',
    'is about a pull request, and this run is not.',
    'Run it `on: pull_request`.',
  );
}

/**
 * Code of strangers and our credentials must not meet. On `pull_request` GitHub keeps them apart, so there is nothing
 * that could be done; on `pull_request_target` it does not.
 * https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
function refuseForks({ fork, dependabot, event, number }: PullRequest): string | undefined {
  if (!fork && !dependabot) return undefined;
  const who = fork ? 'a fork' : 'Dependabot';
  if (event === 'pull_request') {
    return `Pull request ${number} comes from ${who}, and such a run gets no secrets: no preview is made.`;
  }
  const what = `Pull request ${number} comes from ${who}, and \`pull_request_target\` would run its code with this repository's secrets.`;
  const next = 'Use `on: pull_request`, where previews of such pull requests are skipped. Nothing was sent.';
  throw new DeployError('input', what, { next });
}

/** What the provider would ignore is a misunderstanding. */
function refuseUnusedInputs({ provider, request }: OperationContext): void {
  const { title } = provider.capabilities;
  if (request.preview.function !== undefined && !provider.siblingFunction) {
    const next = 'Leave it out: the preview gets an alias of its own.';
    throw inputError('preview.function', request.preview.function, `${title} does not need it.`, next);
  }
  if (request.preview.url && (request.preview.function !== undefined || !provider.expose)) {
    const next = 'Leave it out; where the function has a URL, it is shown.';
    throw inputError('preview.url', request.preview.url, `${title} has no URL of its own for a preview.`, next);
  }
}
