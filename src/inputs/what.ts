import { OPERATIONS, PROVIDERS } from '../core/model.js';
import { ALL, type InputDefinition, MOVES } from './input-definition.js';
import * as parse from './parsers.js';

export const WHAT: InputDefinition[] = [
  {
    name: 'operation',
    group: 'what',
    help: 'What to do.',
    parse: parse.oneOf(OPERATIONS),
    default: 'deploy',
    operations: ALL,
  },
  {
    name: 'provider',
    group: 'what',
    help: 'The system that runs the function: `invoke`, `aws-lambda`, `alibaba-fc3` or `alibaba-fc2`. Required.',
    parse: parse.oneOf(PROVIDERS),
    operations: ALL,
    repeatInCommands: true,
  },
  {
    name: 'function',
    group: 'what',
    help: 'The function: its name; for Invoke also a UUID or `@project-slug/name`. Required.',
    parse: parse.text,
    operations: ALL,
    repeatInCommands: true,
  },
  {
    name: 'service',
    group: 'what',
    help: 'The service that holds the function (Function Compute 2.0).',
    parse: parse.text,
    operations: ALL,
    providerSpecific: true,
    repeatInCommands: true,
  },
  {
    name: 'alias',
    group: 'what',
    help: 'The alias that takes live traffic. `live` unless given; Invoke has just one, `active`.',
    parse: parse.text,
    operations: ALL,
    repeatInCommands: true,
  },
  {
    name: 'version',
    group: 'what',
    help: 'The version to promote, to roll back to, to give a canary share, to compare, to download, or to delete. Empty means: the running canary (promote), what was live before (rollback), or what is live (diff, download). For `delete` also a list or a range: `3,5` or `3-7`.',
    parse: parse.version,
    parseFor: { delete: parse.versions },
    operations: ['canary', 'promote', 'rollback', 'diff', 'download', 'delete'],
  },
  {
    name: 'dry-run',
    group: 'what',
    help: 'Write nothing at the provider; show what would be done.',
    parse: parse.bool,
    default: 'false',
    operations: [...MOVES, 'delete', 'cleanup', 'preview'],
  },
  {
    name: 'timeout',
    group: 'what',
    help: 'How long the run may take, in all. A `rollout` adds its own time to the default.',
    parse: parse.timeoutDuration,
    default: '10m',
    operations: ALL,
  },
  {
    name: 'limit',
    group: 'what',
    help: 'How many versions `list` shows, newest first. What an alias points at is always shown.',
    parse: parse.count(1),
    default: '50',
    operations: ['list'],
  },
];
