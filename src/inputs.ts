import { OPERATIONS, type OperationName, PROVIDERS } from './core/model.js';
import * as parse from './parse.js';

/**
 * The one table of inputs. The runner's door, the command line, the checks, action.yml and the README's tables are
 * all made from it. Names are a public promise: add, but do not rename.
 */
export interface Input {
  name: string;
  group: Group;
  /** a sentence or two for action.yml and the README */
  help: string;
  parse: parse.Parse<unknown>;
  /** what is used when it is not given, as text; shown in the tables and parsed like a given one */
  fallback?: string;
  /** the operations that read it */
  operations: readonly OperationName[];
  /** only the providers that name it in their capabilities read it */
  specific?: true;
  /** masked as soon as it is read, and never printed in a command */
  secret?: true;
  /** says where to work: a printed command repeats it */
  target?: true;
  /** no default of its own but the one in action.yml, so it is never refused as "not read by this operation" */
  ambient?: true;
}

export const GROUPS = ['what', 'where', 'package', 'traffic', 'GitHub'] as const;
export type Group = (typeof GROUPS)[number];

const ALL = OPERATIONS;
const PACKS: OperationName[] = ['deploy', 'canary'];
const MOVES: OperationName[] = ['deploy', 'canary', 'promote', 'rollback'];

const WHAT: Input[] = [
  {
    name: 'operation',
    group: 'what',
    help: 'What to do.',
    parse: parse.oneOf(OPERATIONS),
    fallback: 'deploy',
    operations: ALL,
  },
  {
    name: 'provider',
    group: 'what',
    help: 'The system that runs the function. Required.',
    parse: parse.oneOf(PROVIDERS),
    operations: ALL,
    target: true,
  },
  {
    name: 'function',
    group: 'what',
    help: 'The function: its name; for Invoke also a UUID or `@project-slug/name`. Required.',
    parse: parse.text,
    operations: ALL,
    target: true,
  },
  {
    name: 'service',
    group: 'what',
    help: 'The service that holds the function (Function Compute 2.0).',
    parse: parse.text,
    operations: ALL,
    specific: true,
    target: true,
  },
  {
    name: 'alias',
    group: 'what',
    help: 'The alias that takes live traffic. `live` unless given; Invoke has just one, `active`.',
    parse: parse.text,
    operations: ALL,
    target: true,
  },
  {
    name: 'version',
    group: 'what',
    help: 'The version to promote, to roll back to, or to give a canary share. Empty means: the running canary (promote), or what was live before (rollback).',
    parse: parse.version,
    operations: ['canary', 'promote', 'rollback'],
  },
  {
    name: 'dry-run',
    group: 'what',
    help: 'Write nothing at the provider; show what would be done.',
    parse: parse.bool,
    fallback: 'false',
    operations: MOVES,
  },
  {
    name: 'timeout',
    group: 'what',
    help: 'How long to wait for the provider, in all.',
    parse: parse.duration,
    fallback: '10m',
    operations: ALL,
  },
  {
    name: 'limit',
    group: 'what',
    help: 'How many versions `list` shows, newest first. What an alias points at is always shown.',
    parse: parse.count(1),
    fallback: '50',
    operations: ['list'],
  },
];

const where = (name: string, help: string, more: Partial<Input> = {}): Input => ({
  name,
  group: 'where',
  help,
  parse: parse.text,
  operations: ALL,
  specific: true,
  target: true,
  ...more,
});

const WHERE: Input[] = [
  where('region', 'The region. Otherwise from the environment of the vendor’s tools.'),
  where('endpoint', 'Another URL for the vendor’s API: the sandbox, a proxy, a private endpoint.', {
    parse: parse.url,
  }),
  where('account-id', 'The account’s number (Function Compute 2.0 has it in its host names).'),
  where('invoke-url', 'The admin API of Invoke, or INVOKE_BASE_URL in the environment.', { parse: parse.url }),
  where('invoke-execution-url', 'The execution service of Invoke, for the function’s own URL.', { parse: parse.url }),
  where('invoke-api-key', 'An API key of Invoke, or INVOKE_API_KEY in the environment.', {
    secret: true,
    target: undefined,
  }),
  where('project', 'The Invoke project (slug or UUID) that holds the function.'),
];

const PACKAGE: Input[] = [
  {
    name: 'path',
    group: 'package',
    help: 'What to ship: a directory, or a ready .zip, .tgz or .tar.gz. Required for deploy.',
    parse: parse.text,
    operations: PACKS,
  },
  {
    name: 'exclude',
    group: 'package',
    help: 'What to leave out, one gitignore pattern per line.',
    parse: parse.lines,
    operations: PACKS,
  },
  {
    name: 'ignore-file',
    group: 'package',
    help: 'A file of such patterns inside `path`. `.deployignore` is read when it is there.',
    parse: parse.text,
    operations: PACKS,
  },
  {
    name: 'compression',
    group: 'package',
    help: 'fast, default, best or store.',
    parse: parse.oneOf(['fast', 'default', 'best', 'store'] as const),
    fallback: 'default',
    operations: PACKS,
  },
  {
    name: 'secrets',
    group: 'package',
    help: 'When the tree holds what should not ship (.env files, private keys, tokens): warn, refuse or allow.',
    parse: parse.oneOf(['warn', 'refuse', 'allow'] as const),
    fallback: 'warn',
    operations: PACKS,
  },
  {
    name: 'description',
    group: 'package',
    help: 'A text kept with the version, where the provider keeps one.',
    parse: parse.text,
    operations: PACKS,
  },
  {
    name: 'upload-artifact',
    group: 'package',
    help: 'Keep the package and the receipt as an artifact of the workflow run.',
    parse: parse.bool,
    fallback: 'false',
    operations: PACKS,
  },
  ...[
    where('bucket', 'A bucket for packages that are too big for the API itself (S3, OSS).'),
    where('bucket-prefix', 'The beginning of the object’s name in `bucket`.'),
    where('architecture', 'x86_64 or arm64, when the code changes to it.', {
      parse: parse.oneOf(['x86_64', 'arm64'] as const),
    }),
    where('create-if-missing', 'Create the function when it does not exist.', { parse: parse.bool }),
    where('role', 'The execution role of a function that is created.'),
    where('runtime', 'The runtime of a function that is created.'),
    where('handler', 'The handler of a function that is created.'),
  ].map((input): Input => ({ ...input, group: 'package', operations: PACKS, target: undefined })),
];

const TRAFFIC: Input[] = [
  {
    name: 'switch',
    group: 'traffic',
    help: 'Make the new version live at once. Without it, and without a canary, a deploy moves nothing.',
    parse: parse.bool,
    fallback: 'false',
    operations: ['deploy'],
  },
  {
    name: 'canary-weight',
    group: 'traffic',
    help: 'The share of the traffic for the new version, in percent: `10` or `10%`.',
    parse: parse.percent,
    operations: ['deploy', 'canary'],
  },
  {
    name: 'settle',
    group: 'traffic',
    help: 'Wait after a switch until no caller can still see the old version: `true` waits as long as the provider says, a duration waits that long.',
    parse: parse.flagOrDuration,
    operations: MOVES,
  },
  {
    name: 'allow-service-wide',
    group: 'traffic',
    help: 'Agree that all functions of the service move together (Function Compute 2.0).',
    parse: parse.bool,
    operations: MOVES,
    specific: true,
    target: true,
  },
];

const GITHUB: Input[] = [
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
    ambient: true,
  },
];

export const INPUTS: readonly Input[] = [...WHAT, ...WHERE, ...PACKAGE, ...TRAFFIC, ...GITHUB];

/** `invoke-url` → `invokeUrl`: the Request's field of an input. */
export const fieldOf = (name: string): string => {
  if (name === 'timeout') return 'timeoutMs';
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
};
