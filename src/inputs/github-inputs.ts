import { ALL, defineInputs, MOVES } from './define-inputs.js';
import * as parse from './parsers.js';

/** GitHub’s side: environments, workflows, pull requests. */
export const GITHUB_INPUTS = defineInputs({
  group: 'GitHub',
  maps: {
    preview: { help: 'How a pull request is previewed.', main: 'function' },
  },
  inputs: {
    'rollback-workflow': {
      help: 'The file name of a workflow that rolls back, with an input `version` (and `function`, where it serves several): the summary links its page and prints the `gh workflow run` line, with the inputs that the file has.',
      parse: parse.text,
      operations: MOVES,
      workflowOnly: true,
    },
    'github-token': {
      help: 'The token for GitHub’s API. The default is the job’s own.',
      parse: parse.text,
      operations: ALL,
      secret: true,
      alwaysAllowed: true,
    },
    environment: {
      help: 'Which `environments` of `versioned-deploy.yml` counts, for any operation. And a GitHub environment: each move of traffic is recorded there as a Deployment, with its status, URL and receipt (needs `deployments: write`). On Invoke, a rollback without a version reads there what was live before; `delete` and `cleanup` stop when they cannot read what is deployed there.',
      parse: parse.text,
      operations: [...MOVES, 'delete', 'cleanup'],
    },
    'allow.fork': {
      help: 'Write although a fork’s pull request (`pull_request_target`) or a fork’s run (`workflow_run`) set this run off. Only where nothing of the fork is checked out, downloaded or executed.',
      parse: parse.bool,
      operations: [...MOVES, 'adopt', 'unadopt', 'delete', 'cleanup'],
      workflowOnly: true,
    },
    'preview.function': {
      help: 'Where a provider has no aliases (Invoke): the function that holds the preview, with `{number}` for the number of the pull request. It is created when it is missing, and deleted when the pull request is closed.',
      parse: parse.text,
      operations: ['preview'],
    },
    'preview.comment': {
      help: 'Whether `preview` keeps one comment per function in the pull request. Needs `pull-requests: write`.',
      parse: parse.bool,
      default: 'true',
      operations: ['preview'],
      workflowOnly: true,
    },
    'preview.url': {
      help: 'Create a URL for the preview: `true` for one that asks for the vendor’s credentials, `public` for one that everyone may call.',
      parse: parse.previewUrl,
      operations: ['preview'],
    },
  },
});
