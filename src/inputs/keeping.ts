import { type InputDefinition, MOVES } from './input-definition.js';
import * as parse from './parsers.js';

/** The rows of the table about versions that are kept, and about GitHub's own places. */

export const KEEPING: InputDefinition[] = [
  {
    name: 'keep',
    group: 'keeping',
    help: 'How many of the newest versions `cleanup` keeps. Previews do not count; what is in use stays in any case.',
    parse: parse.count(1),
    operations: ['cleanup'],
  },
  {
    name: 'max-age',
    group: 'keeping',
    help: '`cleanup` deletes only versions older than this: `30d`. With `keep`: of those that are not among the newest.',
    parse: parse.duration,
    operations: ['cleanup'],
  },
  {
    name: 'min-age',
    group: 'keeping',
    help: 'What is younger stays, whatever `keep` says: `1h`.',
    parse: parse.duration,
    operations: ['cleanup'],
  },
  {
    name: 'preview-max-age',
    group: 'keeping',
    help: 'Previews of pull requests (`pr-<number>`) older than this go first, with their URL and versions: `7d`.',
    parse: parse.duration,
    operations: ['cleanup'],
  },
  {
    name: 'confirm',
    group: 'keeping',
    help: '`delete` asks for `true`: a deleted version does not come back.',
    parse: parse.bool,
    operations: ['delete'],
  },
  {
    name: 'against',
    group: 'keeping',
    help: 'What `diff` compares with: `live`, a version, or a folder (packed as it would ship). What is live unless given.',
    parse: parse.text,
    operations: ['diff'],
  },
  {
    name: 'output',
    group: 'keeping',
    help: 'Where `download` puts the version: a new folder, or a file ending in .zip. Nothing is overwritten.',
    parse: parse.text,
    operations: ['download'],
  },
];

export const PLACES: InputDefinition[] = [
  {
    name: 'environment',
    group: 'GitHub',
    help: 'A GitHub environment: each move of traffic is recorded there as a Deployment, with its status, URL and receipt (needs `deployments: write`). On Invoke, a rollback without a version reads there what was live before; `delete` and `cleanup` stop when they cannot read what is deployed there.',
    parse: parse.text,
    operations: [...MOVES, 'delete', 'cleanup'],
  },
  {
    name: 'comment',
    group: 'GitHub',
    help: 'Whether `preview` keeps one comment per function in the pull request. Needs `pull-requests: write`.',
    parse: parse.bool,
    default: 'true',
    operations: ['preview'],
  },
  {
    name: 'preview-function',
    group: 'GitHub',
    help: 'Where a provider has no aliases (Invoke): the function that holds the preview, with `{number}` for the number of the pull request. Created when it is missing, deleted when the pull request is closed.',
    parse: parse.text,
    operations: ['preview'],
  },
  {
    name: 'create-url',
    group: 'GitHub',
    help: 'Make a URL for the preview, which asks for the vendor’s credentials.',
    parse: parse.bool,
    operations: ['preview'],
  },
  {
    name: 'public-url',
    group: 'GitHub',
    help: 'Let everyone call the URL that `create-url` makes.',
    parse: parse.bool,
    operations: ['preview'],
  },
];
