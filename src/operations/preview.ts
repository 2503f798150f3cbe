import { DeployError, inputError } from '../core/errors.js';
import type { Forge, PullRequest } from '../core/forge.js';
import type { Job, Operation } from '../core/job.js';
import { show } from './show.js';
import { withdraw } from './withdraw.js';

const PLACEHOLDER = '{number}';

/**
 * A pull request's own copy: an alias `pr-<number>`, or a function of its own where there are no aliases. What is live
 * is not touched. When the pull request is closed, all of it goes.
 */
export const preview: Operation = {
  name: 'preview',
  async begin(request, forge) {
    const pull = await pullOf(forge);
    const idle = refuseStrangers(pull);
    if (idle !== undefined) return idle;
    // Nothing was built for a pull request that is over.
    if (pull.closed) request.path = undefined;
    else if (request.path === undefined) {
      throw inputError('path', '', 'is missing, and `preview` needs it.', 'Name the directory or archive to show.');
    }
    return undefined;
  },
  check({ previewFunction, createUrl, publicUrl }) {
    if (previewFunction !== undefined && !previewFunction.includes(PLACEHOLDER)) {
      const next = `Put \`${PLACEHOLDER}\` where the pull request's number goes, such as my-api-pr-${PLACEHOLDER}.`;
      throw inputError('preview-function', previewFunction, 'is the same for every pull request.', next);
    }
    if (publicUrl && !createUrl) {
      throw inputError(
        'public-url',
        'true',
        'says how to make a URL, and none is made.',
        'Write `create-url: true` too.',
      );
    }
  },
  needs: ({ previewFunction }) =>
    previewFunction === undefined ? [{ need: 'aliases', because: 'preview-function' }] : [],
  async run(job) {
    const pull = await pullOf(job.forge);
    const stranger = refuseStrangers(pull);
    if (stranger !== undefined) throw new DeployError('refused', stranger);
    refuseUseless(job);
    // GITHUB_SHA is a merge that nobody ever sees.
    job.receipt.source = { ...job.source, commit: pull.commit };
    const place = placeOf(job, pull);
    if (pull.closed) await withdraw(job, pull, place);
    else await show(job, pull, place);
    const { preview: made, provider, service, function: name } = job.receipt;
    if (!made || job.request.dryRun || job.request.comment === false) return;
    job.receipt.comment = { number: pull.number, key: [provider, service, name].join('/') };
  },
};

/** Where the preview lives. */
export interface PreviewPlace {
  kind: 'alias' | 'function';
  name: string;
}

function placeOf({ request }: Job, { number }: PullRequest): PreviewPlace {
  const { previewFunction } = request;
  if (previewFunction === undefined) return { kind: 'alias', name: `pr-${number}` };
  return { kind: 'function', name: previewFunction.replaceAll(PLACEHOLDER, String(number)) };
}

async function pullOf(forge: Forge): Promise<PullRequest> {
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
function refuseStrangers({ fork, dependabot, event, number }: PullRequest): string | undefined {
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
function refuseUseless({ provider, request }: Job): void {
  const { title } = provider.can;
  if (request.previewFunction !== undefined && !provider.beside) {
    const next = 'Leave it out: the preview gets an alias of its own.';
    throw inputError('preview-function', request.previewFunction, `${title} does not need it.`, next);
  }
  if (request.createUrl && (request.previewFunction !== undefined || !provider.expose)) {
    const next = 'Leave it out; where the function has a URL, it is shown.';
    throw inputError('create-url', 'true', `${title} has no URL of its own for a preview.`, next);
  }
}
