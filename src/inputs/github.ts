import { ALL, type InputDefinition, MOVES } from './input-definition.js';
import * as parse from './parsers.js';

export const GITHUB: InputDefinition[] = [
  {
    name: 'rollback-workflow',
    group: 'GitHub',
    help: 'The file name of a workflow with a `version` input; the summary prints the `gh workflow run` line for it.',
    parse: parse.text,
    operations: [...MOVES],
  },
  {
    name: 'github-token',
    group: 'GitHub',
    help: 'The token for GitHub’s own places. The default is the job’s.',
    parse: parse.text,
    operations: ALL,
    secret: true,
    alwaysAllowed: true,
  },
];
